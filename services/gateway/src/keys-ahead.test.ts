import { expect, test } from 'vitest';
import { daysAround } from './keys-ahead.ts';

test('the days around the end of a year', () => {
  expect(daysAround(new Date('2026-12-31T23:59:59.999Z'))).toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
});
