import { expect, test } from 'vitest';
import { isNewer, isRemovedBy, statusWhenSynced, whyNotStart } from './enrolment.ts';

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

test('Start means something to those who are not learning', () => {
  expect(whyNotStart('known')).toBeUndefined();
  expect(whyNotStart('stopped')).toBeUndefined();
  expect(whyNotStart('active')).toBe('already-started');
  expect(whyNotStart('removed')).toBe('person-removed');
});
