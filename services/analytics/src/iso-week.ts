/** A calendar week by ISO 8601, in UTC. */
export type IsoWeek = {
  /** Year and number, e.g. `2026-W48`; sorting as text sorts by time. */
  name: string;
  /** Monday, 00:00 UTC. */
  startsAt: Date;
};

/**
 * The ISO 8601 week of a moment, in UTC: weeks begin on Monday and belong to the year of their Thursday. UTC for
 * everyone, whatever their time zone: a week must not reveal where its people live.
 */
export function isoWeekOf(time: Date): IsoWeek {
  const day = Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO('UTC').startOfDay();
  const { yearOfWeek = day.year, weekOfYear = 0 } = day; // always set in the ISO calendar
  const startsAt = new Date(day.subtract({ days: day.dayOfWeek - 1 }).epochMilliseconds);
  return { name: `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`, startsAt };
}
