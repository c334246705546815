import { expect, test } from 'vitest';
import { timeOfAct } from './time-of-act.ts';

const signedAt = new Date('2026-03-09T09:30:10.000Z');
const hours = (count: number) => count * 3_600_000;

test.each([
  { why: 'within the second that was signed', offset: 400, taken: 400 },
  { why: 'two clocks of Slack differ by a moment', offset: 2_000, taken: 2_000 },
  { why: 'a second before', offset: -999, taken: -999 },
  { why: 'an event that is delivered a last time', offset: -hours(24), taken: -hours(24) },
  { why: 'later than it can have been', offset: 2_001, taken: 0 },
  { why: 'years ahead', offset: hours(100_000), taken: 0 },
  { why: 'older than Slack delivers', offset: -hours(25) - 1, taken: 0 },
  { why: 'from the beginning of time', offset: -signedAt.getTime(), taken: 0 },
])('an act is from when Slack says it was, if that can be: $why', ({ offset, taken }) => {
  const said = new Date(signedAt.getTime() + offset);
  expect(timeOfAct(said, signedAt).getTime() - signedAt.getTime()).toBe(taken);
});

test('where Slack does not say, it is from when the request was signed', () => {
  expect(timeOfAct(undefined, signedAt)).toBe(signedAt);
});
