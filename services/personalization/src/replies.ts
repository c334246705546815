const HOUR_MS = 3_600_000;

/** Whether something a person wrote may be answered: at most once an hour, whatever order it is heard of in. */
export const mayReply = ({ repliedAt }: { repliedAt?: Date | undefined }, now: Date): boolean =>
  repliedAt === undefined || now.getTime() - repliedAt.getTime() >= HOUR_MS;
