import { expect, test } from 'vitest';
import { isNewer, isRemovedBy, statusWhenSynced, whyNotStart, whyNotStop } from './enrolment.ts';

test('the newer state wins, and anything is newer than nothing', () => {
  expect(isNewer({ version: undefined }, 0)).toBe(true);
  expect(isNewer({ version: 5 }, 6)).toBe(true);
  expect(isNewer({ version: 5 }, 5)).toBe(false);
  expect(isNewer({ version: 5 }, 4)).toBe(false);
});

test('a removal wins over what was told at the same moment', () => {
  expect(isRemovedBy({ version: 5 }, 5)).toBe(true);
  expect(isRemovedBy({ version: 5 }, 4)).toBe(false);
  expect(isRemovedBy({ version: undefined }, 0)).toBe(true);
});

test('whoever comes back has agreed to nothing yet; whoever was there stays as they were', () => {
  expect(statusWhenSynced('removed')).toBe('known');
  expect(statusWhenSynced('active')).toBe('active');
  expect(statusWhenSynced('stopped')).toBe('stopped');
});

const at = (milliseconds: number) => new Date(1_790_000_000_001 + milliseconds);

test.each([
  { status: 'known', setAt: undefined, start: undefined, stop: 'not-learning' },
  { status: 'known', setAt: 9, start: undefined, stop: 'not-learning' },
  { status: 'known', setAt: 11, start: 'older-than-known', stop: 'older-than-known' },
  { status: 'stopped', setAt: 9, start: undefined, stop: 'not-learning' },
  { status: 'stopped', setAt: 11, start: 'older-than-known', stop: 'older-than-known' },
  { status: 'active', setAt: undefined, start: 'already-started', stop: undefined },
  { status: 'active', setAt: 9, start: 'already-started', stop: undefined },
  { status: 'active', setAt: 10, start: 'already-started', stop: undefined },
  { status: 'active', setAt: 11, start: 'older-than-known', stop: 'older-than-known' },
  { status: 'removed', setAt: 9, start: 'person-removed', stop: 'not-learning' },
  { status: 'removed', setAt: 11, start: 'older-than-known', stop: 'older-than-known' },
] as const)('Start and Stop at 10 of someone $status, as set at $setAt', ({ status, setAt, start, stop }) => {
  const learner = { status, learningSetAt: setAt === undefined ? undefined : at(setAt) };
  expect(whyNotStart(learner, at(10))).toBe(start);
  expect(whyNotStop(learner, at(10))).toBe(stop);
});
