import { expect, test } from 'vitest';
import { whatCounts, whatIsTakenBack } from './feedback.ts';

const at = (milliseconds: number) => new Date(1_790_000_000_001 + milliseconds);
const rated = { rating: 'helpful' as const };
const both = { ...rated, comment: 'More, please' };

test.each([
  { why: 'a first word counts', times: {}, counts: ['rating', 'ratedAt', 'comment', 'commentedAt'] },
  { why: 'an older rating does not', times: { ratedAt: at(11) }, counts: ['comment', 'commentedAt'] },
  { why: 'an older comment does not', times: { commentedAt: at(11) }, counts: ['rating', 'ratedAt'] },
  { why: 'a newer word does', times: { ratedAt: at(9), commentedAt: at(9) }, counts: 4 },
  { why: 'of equal times the later to arrive counts', times: { ratedAt: at(10), commentedAt: at(10) }, counts: 4 },
  { why: 'nothing does from before all was taken back', times: { withdrawnAt: at(11) }, counts: [] },
  { why: 'what is said after that does', times: { withdrawnAt: at(9) }, counts: 4 },
])('of what is said $why', ({ times, counts }) => {
  const keys = Object.keys(whatCounts(both, at(10), times));
  expect(keys).toEqual(counts === 4 ? ['rating', 'ratedAt', 'comment', 'commentedAt'] : counts);
});

test('a rating that counts is kept with its time', () => {
  expect(whatCounts(rated, at(10), {})).toEqual({ rating: 'helpful', ratedAt: at(10) });
});

test.each([
  { why: 'what was said before is forgotten', times: { ratedAt: at(9), commentedAt: at(9) }, taken: 4 },
  { why: 'what was said since stays', times: { ratedAt: at(11), commentedAt: at(11) }, taken: 0 },
  { why: 'each has a time of its own', times: { ratedAt: at(9), commentedAt: at(11) }, taken: 2 },
  { why: 'what has no time is from before', times: {}, taken: 4 },
])('when feedback is taken back, $why', ({ times, taken }) => {
  expect(Object.keys(whatIsTakenBack(times, at(10)))).toHaveLength(taken);
});
