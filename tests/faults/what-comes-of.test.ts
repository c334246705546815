import { expect, test } from 'vitest';
import { inOrder, whatComesOf } from './what-comes-of.ts';

test('who has stopped gets no lesson however often they ask, so that order shows', () => {
  const asked = ['learning-started', 'lesson-requested', 'learning-stopped'];
  const stopped = ['learning-started', 'learning-stopped', 'lesson-requested'];
  expect(whatComesOf(asked)).toEqual({ lessons: 2, welcomes: 1, farewells: 1, learning: false });
  expect(whatComesOf(stopped)).toEqual({ lessons: 1, welcomes: 1, farewells: 1, learning: false });
});

test('Start and Stop of one who has started or stopped come to nothing, and only the first Start of a day brings a lesson', () => {
  const acts = ['learning-started', 'learning-started', 'learning-stopped', 'learning-stopped', 'learning-started'];
  expect(whatComesOf(acts)).toEqual({ lessons: 1, welcomes: 2, farewells: 1, learning: true });
});

test('what is missing or swapped is not in order; what is there besides does not matter', () => {
  expect(inOrder(['a', 'b', 'a'], ['a', 'x', 'b', 'a'])).toBe(true);
  expect(inOrder(['a', 'b', 'a'], ['a', 'a', 'b'])).toBe(false);
  expect(inOrder(['a', 'b'], ['a'])).toBe(false);
});
