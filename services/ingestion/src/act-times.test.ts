import { consentWithdrawn, erasureAsked, feedbackGiven, learningStopped } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { judge } from './act-times.ts';

const at = (milliseconds: number) => new Date(1_790_000_000_001 + milliseconds);
const now = at(10);

test.each([learningStopped, erasureAsked, feedbackGiven, consentWithdrawn])(
  'what someone did before they were erased is not done by whom they began anew as: $name',
  (type) => {
    expect(judge(type, now, { knownFrom: at(11) })).toEqual({ nothing: 'before-they-began-anew' });
    expect(judge(type, now, { knownFrom: at(9) })).not.toHaveProperty('nothing');
  },
);

test('most acts are judged by nothing else here, and leave nothing', () => {
  expect(judge(learningStopped, now, { feedbackWithdrawnAt: at(11) })).toEqual({});
});

test.each([
  { why: 'the first', times: {}, judged: { remember: { feedbackGivenAt: now }, generation: 1 } },
  {
    why: 'after all was taken back',
    times: { feedbackWithdrawnAt: at(9), feedbackKey: 2 },
    judged: { remember: { feedbackGivenAt: now }, generation: 2 },
  },
  {
    why: 'one that arrives after a later one',
    times: { feedbackGivenAt: at(11) },
    judged: { remember: { feedbackGivenAt: at(11) }, generation: 1 },
  },
  {
    why: 'from before all was taken back',
    times: { feedbackWithdrawnAt: at(11), feedbackKey: 2 },
    judged: { nothing: 'older-than-known' },
  },
])('feedback: $why', ({ times, judged }) => {
  expect(judge(feedbackGiven, now, times)).toEqual(judged);
});

test.each([
  {
    why: 'the key is destroyed, and what follows has the next',
    times: { feedbackGivenAt: at(9), feedbackWithdrawnAt: at(5), feedbackKey: 2 },
    judged: { remember: { feedbackWithdrawnAt: now, feedbackKey: 3 } },
  },
  {
    why: 'something said since keeps the key',
    times: { feedbackGivenAt: at(11), feedbackKey: 2 },
    judged: { remember: { feedbackWithdrawnAt: now }, givenSince: true },
  },
  {
    why: 'one from before another does nothing more',
    times: { feedbackWithdrawnAt: at(11), feedbackKey: 2 },
    judged: { nothing: 'older-than-known' },
  },
])('feedback is taken back: $why', ({ times, judged }) => {
  expect(judge(consentWithdrawn, now, times)).toEqual(judged);
});
