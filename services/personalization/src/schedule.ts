/** When lessons may come, in a person's local time. */
export interface Rhythm {
  /** The time a lesson comes, `HH:MM`. */
  at: string;
  /** No lessons come outside these hours. */
  from: string;
  until: string;
  /** Scheduled lessons in one week, Monday to Sunday. */
  perWeek: number;
  /** The minimum number of days between scheduled lessons. */
  daysApart: number;
}

export const rhythm: Rhythm = { at: '10:00', from: '09:00', until: '18:00', perWeek: 3, daysApart: 2 };

/**
 * When a person's next scheduled lesson is due: now, if it is a workday, past the lesson hour and before the quiet
 * hours; otherwise at the lesson hour of the next possible day. Never twice on one local date, never more than the
 * weekly budget.
 *
 * @param sentOn local dates (`YYYY-MM-DD`) of earlier scheduled lessons; requested ones don't count
 * @param timezone IANA name; UTC if missing or unknown
 * @throws {RangeError} when the rhythm leaves no time for lessons
 */
export function nextLessonTime({
  now,
  timezone,
  sentOn,
  rhythm: { at, from, until, perWeek, daysApart } = rhythm,
}: {
  now: Date;
  timezone: string | undefined;
  sentOn: readonly string[];
  rhythm?: Rhythm;
}): Date {
  const here = local(now, timezone);
  const sent = sentOn.map((date) => Temporal.PlainDate.from(date));
  const quiet = (time: Temporal.PlainTime) =>
    Temporal.PlainTime.compare(time, from) < 0 || Temporal.PlainTime.compare(time, until) >= 0;
  const open = (date: Temporal.PlainDate) =>
    date.dayOfWeek <= 5 &&
    sent.every((other) => Math.abs(other.until(date).days) >= daysApart) &&
    sent.filter((other) => monday(other).equals(monday(date))).length < perWeek;

  for (let days = 0; days < 366; days += 1) {
    const date = here.toPlainDate().add({ days });
    const due = timeOn(date, at, here.timeZoneId);
    if (!due || !open(date) || quiet(due.toPlainTime())) continue;
    if (Temporal.ZonedDateTime.compare(due, here) >= 0) return new Date(due.epochMilliseconds);
    if (days === 0 && !quiet(here.toPlainTime())) return now;
  }
  throw new RangeError(`No lesson can come at ${at}: between ${until} and ${from} it is quiet`);
}

/** A person's local date, `YYYY-MM-DD`; each date has at most one scheduled lesson. */
export const localDate = (now: Date, timezone: string | undefined): string =>
  local(now, timezone).toPlainDate().toString();

function local(now: Date, timezone: string | undefined): Temporal.ZonedDateTime {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  try {
    return instant.toZonedDateTimeISO(timezone ?? 'UTC');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return instant.toZonedDateTimeISO('UTC'); // Slack may know zones that this runtime does not: better late than never
  }
}

const monday = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });

/**
 * A local time on a date: the first of two when clocks go back, the next valid minute when they skip it. Undefined for
 * a date that does not exist (Samoa had no 30 December 2011).
 */
function timeOn(date: Temporal.PlainDate, time: string, timezone: string): Temporal.ZonedDateTime | undefined {
  const wanted = date.toPlainDateTime(time);
  const found = wanted.toZonedDateTime(timezone, { disambiguation: 'compatible' });
  if (found.toPlainDateTime().equals(wanted)) return found;
  const gapEnd = found.getTimeZoneTransition('previous');
  return gapEnd?.toPlainDate().equals(date) ? gapEnd : undefined;
}
