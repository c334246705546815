import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDate, nextLessonTime, rhythm } from './schedule.ts';

/** The due time on the person's clock. */
function due({ now, timezone, sentOn = [], ...rest }: Partial<Parameters<typeof nextLessonTime>[0]> & { now: Date }) {
  const time = nextLessonTime({ now, timezone, sentOn, ...rest });
  return Temporal.Instant.fromEpochMilliseconds(time.getTime())
    .toZonedDateTimeISO(timezone ?? 'UTC')
    .toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}
const at = (time: string) => new Date(time);

describe('a day', () => {
  // 2026-03-11 is a Wednesday.
  test.each([
    ['early in the morning: at ten', '2026-03-11T05:00+01:00', '2026-03-11T10:00+01:00'],
    ['in working hours: now', '2026-03-11T14:20+01:00', '2026-03-11T14:20+01:00'],
    ['from six in the evening: the next day at ten', '2026-03-11T18:00+01:00', '2026-03-12T10:00+01:00'],
    ['on Friday night: on Monday', '2026-03-13T22:00+01:00', '2026-03-16T10:00+01:00'],
    ['on Sunday at noon: on Monday', '2026-03-15T12:00+01:00', '2026-03-16T10:00+01:00'],
  ])('%s', (_when, now, expected) => {
    expect(due({ now: at(now), timezone: 'Europe/Berlin' })).toBe(expected);
  });

  test('ten o’clock is the person’s own, also where zones are odd', () => {
    const now = at('2026-03-11T00:00Z');
    expect(due({ now, timezone: 'Asia/Kathmandu' })).toBe('2026-03-11T10:00+05:45');
    expect(due({ now, timezone: 'America/New_York' })).toBe('2026-03-11T10:00-04:00'); // there it is still Tuesday
    expect(due({ now, timezone: 'Pacific/Kiritimati' })).toBe('2026-03-11T14:00+14:00');
  });

  test.each([[undefined], [''], ['Mars/Olympus_Mons']])(
    'a time zone that is no time zone (%s) means UTC',
    (timezone) => {
      const now = at('2026-03-11T05:00Z');
      expect(nextLessonTime({ now, timezone, sentOn: [] })).toEqual(at('2026-03-11T10:00Z'));
      expect(localDate(now, timezone)).toBe('2026-03-11');
    },
  );

  test('the local date is the person’s', () => {
    const now = at('2026-03-11T23:30Z');
    expect(localDate(now, 'Europe/Berlin')).toBe('2026-03-12');
    expect(localDate(now, 'America/New_York')).toBe('2026-03-11');
  });
});

describe('a week', () => {
  const now = at('2026-03-09T08:00Z'); // a Monday
  const timezone = 'UTC';

  test('three lessons, with a day between them', () => {
    const sentOn: string[] = [];
    for (let lesson = 0; lesson < 5; lesson += 1) {
      sentOn.push(localDate(nextLessonTime({ now, timezone, sentOn }), timezone));
    }
    expect(sentOn).toEqual(['2026-03-09', '2026-03-11', '2026-03-13', '2026-03-16', '2026-03-18']);
  });

  test('when the budget is spent, the next one comes on Monday', () => {
    const daily = { ...rhythm, daysApart: 1 };
    const sentOn = ['2026-03-09', '2026-03-10', '2026-03-11'];
    expect(due({ now: at('2026-03-11T15:00Z'), timezone, sentOn, rhythm: daily })).toBe('2026-03-16T10:00+00:00');
    expect(due({ now: at('2026-03-11T15:00Z'), timezone, sentOn: sentOn.slice(1), rhythm: daily })).toBe(
      '2026-03-12T10:00+00:00',
    );
  });

  test('someone who flies west gets no second lesson on a date they have had', () => {
    expect(due({ now: at('2026-03-11T20:00Z'), timezone: 'America/New_York', sentOn: ['2026-03-11'] })).toBe(
      '2026-03-13T10:00-04:00',
    );
  });
});

describe('clocks that change', () => {
  test('ten stays ten when summer time begins and ends', () => {
    expect(due({ now: at('2026-03-29T20:00Z'), timezone: 'Europe/Berlin' })).toBe('2026-03-30T10:00+02:00');
    expect(due({ now: at('2026-10-25T20:00Z'), timezone: 'Europe/Berlin' })).toBe('2026-10-26T10:00+01:00');
    expect(due({ now: at('2026-03-08T20:00Z'), timezone: 'America/New_York' })).toBe('2026-03-09T10:00-04:00');
  });

  const earlyBird = { ...rhythm, at: '00:10', from: '00:00', until: '04:00' };

  test('a time that is skipped moves to the next valid minute', () => {
    // Cairo’s clocks went from midnight to one on Friday, 25 April 2025.
    expect(due({ now: at('2025-04-24T12:00Z'), timezone: 'Africa/Cairo', rhythm: earlyBird })).toBe(
      '2025-04-25T01:00+03:00',
    );
  });

  test('of a time that comes twice, the first counts', () => {
    // Cairo’s clocks went back from midnight to eleven on the night to Friday, 31 October 2025.
    const night = { ...rhythm, at: '23:30', from: '20:00', until: '23:59' };
    expect(due({ now: at('2025-10-30T17:00Z'), timezone: 'Africa/Cairo', rhythm: night })).toBe(
      '2025-10-30T23:30+03:00',
    );
  });

  test('a date that is skipped altogether is not used', () => {
    // Samoa crossed the date line: Friday, 30 December 2011 did not happen.
    expect(due({ now: at('2011-12-30T05:00Z'), timezone: 'Pacific/Apia' })).toBe('2012-01-02T10:00+14:00');
  });
});

test('a rhythm without any time for lessons is an error, not an endless search', () => {
  const silent = { ...rhythm, at: '20:00' };
  expect(() => due({ now: at('2026-03-11T05:00Z'), rhythm: silent })).toThrow('No lesson can come at 20:00');
});

test('at any moment, anywhere, after any lessons: a workday in daytime, not in the past, on a free date', () => {
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Cairo',
    'UTC',
  );
  const moment = fc.date({ min: at('2010-01-01T00:00Z'), max: at('2030-01-01T00:00Z'), noInvalidDate: true });
  const before = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 8 });
  fc.assert(
    fc.property(moment, zone, before, (now, timezone, days) => {
      const today = Temporal.PlainDate.from(localDate(now, timezone));
      const sentOn = days.map((ago) => today.subtract({ days: ago }).toString());
      const time = nextLessonTime({ now, timezone, sentOn });
      const there = Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timezone);
      expect(time.getTime()).toBeGreaterThanOrEqual(now.getTime());
      expect(there.dayOfWeek).toBeLessThanOrEqual(5);
      expect(there.hour).toBeGreaterThanOrEqual(9);
      expect(there.hour).toBeLessThan(18);
      expect(sentOn).not.toContain(localDate(time, timezone));
      expect(time.getTime() - now.getTime()).toBeLessThan(11 * 24 * 3_600_000);
    }),
    { numRuns: 300 },
  );
});
