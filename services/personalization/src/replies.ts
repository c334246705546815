const HOUR_MS = 3_600_000;

/** Whether to reply to something a person wrote: at most once an hour, whatever the order of arrival. */
export const mayReply = ({ repliedAt }: { repliedAt?: Date | undefined }, now: Date): boolean =>
  repliedAt === undefined || now.getTime() - repliedAt.getTime() >= HOUR_MS;
