import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

test('work goes no faster than its rate, and a pause is not made up for', () => {
  let now = 1_000;
  const pace = createPace(() => now);
  expect(pace.wait('rdr_a', 4)).toBe(0);
  expect(pace.wait('rdr_a', 4)).toBe(250);
  expect(pace.wait('rdr_b', 4)).toBe(0);
  now += 250;
  expect(pace.wait('rdr_a', 4)).toBe(0);
  now += 10_000;
  expect(pace.wait('rdr_a', 4)).toBe(0);
  expect(pace.wait('rdr_a', 4)).toBe(250);
});
