import { expect, test } from 'vitest';
import { median, quantile, ratios, spread } from './statistics.ts';

test('the median is the middle value, or between the two in the middle', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test('a quantile is a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(100);
  expect(quantile(hundred, 0)).toBe(1);
  expect(quantile([3], 0.99)).toBe(3);
});

test('nothing has no quantile', () => {
  expect(() => quantile([], 0.5)).toThrow('nothing');
});

test('a spread says how far apart the values were', () => {
  expect(spread([2, 9, 4])).toEqual({ median: 4, least: 2, most: 9 });
});

test('rounds are compared with each other, so that a machine that slows down changes nothing', () => {
  expect(ratios([90, 45, 9], [100, 50, 10])).toEqual({ median: 0.9, least: 0.9, most: 0.9 });
});

test('a round that lacks one of the two is refused', () => {
  expect(() => ratios([1, 2], [1])).toThrow('both');
});
