import { describe, expect, test } from 'vitest';
import { type Doubt, judgeRun, type RosterRun } from './roster-run.ts';

const now = new Date('2026-03-02T09:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const inMinutes = (minutes: number) => ago(-minutes);

/** A roster run in which the pages named a hundred people, unless a test says otherwise. */
const run = (rest: Partial<RosterRun>): RosterRun => ({
  ...{ named: 100, known: 100, gone: 0, seats: 100, listed: 100 },
  ...rest,
});
const half = run({ named: 40, gone: 60, listed: 40 });
const shrunk = (since: Date, rest: Partial<Doubt> = {}): Doubt => ({
  ...{ why: 'shrunk', since, gone: 60, listed: 40 },
  ...rest,
});
const judged = (one: RosterRun, before?: Doubt) => judgeRun(one, { before, now });

test.each<[string, Partial<RosterRun>]>([
  ['all are listed', {}],
  ['the first of a new workspace', { known: 0, seats: 0 }],
  ['a few of few are gone', { named: 1, known: 4, gone: 3, seats: 4, listed: 1 }],
  ['half of many are gone', { named: 50, gone: 50, listed: 50 }],
  ['most were invited, and nobody has a seat', { seats: 0, listed: 0 }],
  ['everyone is listed as deactivated, of few', { known: 3, seats: 3, listed: 0 }],
])('believed at once: %s', (_what, rest) => {
  expect(judged(run(rest))).toEqual({ kind: 'believe' });
});

test.each<[string, Partial<RosterRun>]>([
  ['most of many are gone', { named: 49, gone: 51, listed: 49 }],
  ['more than a few of few are gone', { named: 2, known: 6, gone: 4, seats: 6, listed: 2 }],
  ['others are listed in place of those we know', { gone: 100 }],
  ['most seats are gone, though of nobody we know', { known: 40, listed: 40 }],
])('read again in an hour: %s', (_what, rest) => {
  const { gone, listed } = run(rest);
  const doubt = { why: 'shrunk', since: now, gone, listed };
  expect(judged(run(rest))).toEqual({ kind: 'read-again', doubt, at: inMinutes(60) });
});

describe('a list without most people', () => {
  test.each<[string, Doubt]>([
    ['an hour', shrunk(ago(60))],
    ['a day', shrunk(ago(1440))],
    ['an hour, and about the same', shrunk(ago(60), { gone: 57, listed: 43 })],
  ])('is believed when it comes again after %s', (_what, before) => {
    expect(judged(half, before)).toEqual({ kind: 'believe' });
  });

  test('that comes again sooner is waited for until the hour is over', () => {
    const before = shrunk(ago(59), { gone: 61 });
    expect(judged(half, before)).toEqual({ kind: 'read-again', doubt: before, at: inMinutes(1) });
  });

  test.each<[string, Doubt]>([
    ['lacked others before', shrunk(ago(60), { gone: 90 })],
    ['had other seats before', shrunk(ago(60), { listed: 10 })],
    ['had nobody before', { why: 'empty', since: ago(60), gone: 60, listed: 40 }],
  ])('is doubted anew when it %s', (_what, before) => {
    expect(judged(half, before)).toEqual({ kind: 'read-again', doubt: shrunk(now), at: inMinutes(60) });
  });
});

test.each<[string, Doubt | undefined, Date]>([
  ['at first', undefined, now],
  ['for a day', { why: 'empty', since: ago(1440), gone: 100, listed: 0 }, ago(1440)],
  ['after it had some', shrunk(ago(60), { gone: 100, listed: 0 }), now],
])('a list of nobody is never believed, and read again soon: %s', (_what, before, since) => {
  const doubt = { why: 'empty', since, gone: 100, listed: 0 };
  const nobody = run({ named: 0, gone: 100, listed: 0 });
  expect(judged(nobody, before)).toEqual({ kind: 'read-again', doubt, at: inMinutes(5) });
});

test('a list of nobody is not believed of a small workspace either, nor of one where all were erased', () => {
  expect(judged(run({ named: 0, known: 1, gone: 1, seats: 1, listed: 0 })).kind).toBe('read-again');
  expect(judged(run({ named: 0, known: 0, seats: 2, listed: 0 })).kind).toBe('read-again');
});
