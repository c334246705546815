/** A calendar week by ISO 8601, in UTC. */
export type IsoWeek = {
  /** Year and number, e.g. `2026-W48`: in the order of time when sorted as text. */
  name: string;
  /** Monday, 00:00 UTC. */
  startsAt: Date;
};

/**
 * The ISO 8601 week that a moment is in, by UTC: weeks begin on Monday, and belong to the year that has their Thursday.
 * UTC for everyone, whatever a person's time zone: a week must not say where those live who are counted in it.
 */
export function isoWeekOf(time: Date): IsoWeek {
  const day = Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO('UTC').startOfDay();
  const { yearOfWeek = day.year, weekOfYear = 0 } = day; // both are there in the ISO calendar
  const startsAt = new Date(day.subtract({ days: day.dayOfWeek - 1 }).epochMilliseconds);
  return { name: `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`, startsAt };
}
