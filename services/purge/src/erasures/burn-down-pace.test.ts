import { expect, test } from 'vitest';
import { paceOf } from './burn-down-pace.ts';

const START = Date.parse('2026-11-24T12:00:00Z');
const samples = (...given: [second: number, left: number][]) =>
  given.map(([second, left]) => ({ at: new Date(START + second * 1000), left }));

test('the rate is that of the last minute, and the rest takes as long at that rate', () => {
  const pace = paceOf(samples([0, 9000], [100, 1000], [130, 700], [160, 400]));
  expect(pace).toEqual({ perSecond: 10, secondsLeft: 40 });
});

test('a time before the start when nothing moved does not make it slower', () => {
  expect(paceOf(samples([0, 500], [30, 500], [40, 500], [50, 400])).perSecond).toBe(10);
});

test.each([
  ['nothing was counted', samples()],
  ['it was counted once', samples([0, 500])],
  ['nothing moves', samples([0, 500], [30, 500])],
  ['there are more than before', samples([0, 500], [30, 600])],
  ['it stands still since more than a minute', samples([0, 900], [10, 500], [40, 500], [80, 500])],
])('where %s there is no estimate', (_what, given) => {
  expect(paceOf(given)).toEqual({});
});

test('where nothing is left nothing takes time', () => {
  expect(paceOf(samples([0, 500], [30, 0]))).toEqual({ secondsLeft: 0 });
});
