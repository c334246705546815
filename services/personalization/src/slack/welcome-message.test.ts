import { expect, test } from 'vitest';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';
import { welcomeMessage } from './welcome-message.ts';

const now = new Date('2026-03-11T08:00Z');

test('someone who starts in the daytime is told that the first lesson follows', () => {
  const message = welcomeMessage({ firstLessonAt: now, now });
  expect(message.text).toContain('Your first lesson follows in a moment.');
  expect(slackRefusals(message)).toEqual([]);
});

test('someone who starts at night is told when it comes, and can have one now', () => {
  const message = welcomeMessage({ firstLessonAt: new Date('2026-03-12T09:00Z'), now });
  expect(message.text).toContain('Your first lesson comes <!date^1773306000^');
  expect(pressable(message.blocks)).toEqual(['crescendo.more', 'crescendo.stop']);
});
