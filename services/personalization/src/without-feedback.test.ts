import { expect, test } from 'vitest';
import { reasons } from './reasons.ts';
import { withoutFeedback } from './without-feedback.ts';

const had = { lesson: 'plain-words', topic: 'language', level: 1, answer: 'right' as const };

test('nothing of a decision repeats what the person said, and it says that something is missing', () => {
  const after = withoutFeedback({
    reasons: [reasons.levelMoved('too-hard'), reasons.otherTopic('Language')],
    inputs: { mode: 'adaptive', level: 2, history: [{ ...had, rating: 'too-hard' }, had] },
    policy: 'rules-1',
  });
  expect(after).toEqual({
    reasons: [reasons.otherTopic('Language'), reasons.feedbackWithdrawn()],
    inputs: { mode: 'adaptive', level: 2, history: [had, had] },
    policy: 'rules-1',
  });
});

test('a decision that did not rest on feedback stays as it was', () => {
  const decision = {
    reasons: [reasons.levelMoved('two-right')],
    inputs: { mode: 'same-for-all' as const, sent: ['plain-words'] },
    policy: 'rules-1',
  };
  expect(withoutFeedback(decision)).toEqual(decision);
});
