const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_KEPT = 3;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The first day (UTC, `YYYY-MM-DD`) whose intake key still exists: three days ago. Earlier ones are destroyed. */
export const firstIntakeDay = (now: Date): string => dayOf(now.getTime() - DAYS_KEPT * DAY_MS);

/**
 * When nobody is given the intake keys any more that sealed traffic at a moment or before it. Their rows are deleted within
 * the hour: whoever has to know asks {@link intakeKeysLeft}.
 */
export const intakeKeysGoneAt = (moment: Date): Date =>
  new Date(Date.parse(`${dayOf(moment.getTime())}T00:00:00Z`) + (DAYS_KEPT + 1) * DAY_MS);

/** What may be asked about the intake key of a day: it lives until three days have passed, and is made a day ahead. */
export function intakeDay(day: string, now: Date): 'open' | 'gone' | 'not-yet' {
  if (day < firstIntakeDay(now)) return 'gone';
  return day > dayOf(now.getTime() + DAY_MS) ? 'not-yet' : 'open';
}
