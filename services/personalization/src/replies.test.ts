import { expect, test } from 'vitest';
import { mayReply } from './replies.ts';

const now = new Date('2026-03-09T10:00:00Z');
const minutesAgo = (minutes: number) => ({ repliedAt: new Date(now.getTime() - minutes * 60_000) });

test.each([
  ['never answered', {}, true],
  ['answered a moment ago', minutesAgo(0), false],
  ['answered 59 minutes ago', minutesAgo(59), false],
  ['answered an hour ago', minutesAgo(60), true],
  ['answered something newer', minutesAgo(-5), false],
])('someone %s', (_who, learner, may) => {
  expect(mayReply(learner, now)).toBe(may);
});
