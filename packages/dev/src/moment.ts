const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?Z?)?$/;

/**
 * Reads a date, or a date and time, as a person writes it: `2027-03-28`, `2027-03-28T09:00`. In UTC, because people are
 * in many time zones.
 *
 * @throws with a sentence if the text is neither
 */
export function readMoment(text: string): Date {
  const [, date, time = '00:00'] = MOMENT.exec(text) ?? [];
  const moment = new Date(`${date}T${time}:00Z`);
  // JavaScript reads 31 February as a day in March.
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(`${date}`))
    throw new Error(`--at takes a date, or a date and time in UTC (2027-03-28, 2027-03-28T09:00), not ${text}.`);
  return moment;
}

export const momentInWords = (moment: Date) => `${inWords.format(moment)} UTC`;

const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
