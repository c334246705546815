import { expect, test } from 'vitest';
import { duration } from './duration.ts';

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [3, '3 s'],
  [60, '1 min'],
  [303, '5 min 3 s'],
  [7_500, '2 h 5 min'],
  [7_203, '2 h'],
  [172_800, '48 h'],
  [3 * 86_400 - 60, '71 h 59 min'],
  [3 * 86_400, '3 days'],
  [3 * 86_400 + 4 * 3_600 + 59, '3 days 4 h'],
  [671 * 3_600, '28 days'],
  [30 * 86_400, '30 days'],
  [-5, '0 s'],
])('%s seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
