const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_KEPT = 3;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The first day (UTC, `YYYY-MM-DD`) whose intake key still exists: three days ago. Earlier ones are destroyed. */
export const firstIntakeDay = (now: Date): string => dayOf(now.getTime() - DAYS_KEPT * DAY_MS);

/** An expired intake key is deleted within this time. It is no longer lent from the moment it expires. */
const DELETED_WITHIN_MS = 60 * 60 * 1000;

/** When the intake keys are gone that sealed traffic at this moment or earlier. */
export const intakeKeysGoneAt = (moment: Date): Date =>
  new Date(Date.parse(`${dayOf(moment.getTime())}T00:00:00Z`) + (DAYS_KEPT + 1) * DAY_MS + DELETED_WITHIN_MS);

/** Whether a service may ask for the intake key of a day: it exists from a day ahead until three days have passed. */
export function intakeDay(day: string, now: Date): 'open' | 'gone' | 'not-yet' {
  if (day < firstIntakeDay(now)) return 'gone';
  return day > dayOf(now.getTime() + DAY_MS) ? 'not-yet' : 'open';
}
