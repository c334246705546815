import { expect, test } from 'vitest';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';
import { welcomeBackMessage, welcomeMessage } from './welcome-message.ts';

const now = new Date('2026-03-11T08:00Z');

test('someone who starts in the daytime is told that the first lesson follows', () => {
  const message = welcomeMessage({ nextLessonAt: now, now });
  expect(message.text).toContain('Your first lesson follows in a moment.');
  expect(slackRefusals(message)).toEqual([]);
});

test('someone who starts at night is told when it comes, and can have one now', () => {
  const message = welcomeMessage({ nextLessonAt: new Date('2026-03-12T09:00Z'), now });
  expect(message.text).toContain('Your first lesson comes <!date^1773306000^');
  expect(pressable(message.blocks)).toEqual(['crescendo.more', 'crescendo.stop']);
});

test.each([
  ['at once', now, 'Your next lesson follows in a moment.'],
  ['on another day', new Date('2026-03-12T09:00Z'), 'Your next lesson comes <!date^1773306000^'],
])('someone who starts again is welcomed back in a word, with the next lesson %s', (_when, nextLessonAt, said) => {
  const message = welcomeBackMessage({ nextLessonAt, now });
  expect(message.text).toContain(said);
  expect(message.text).not.toMatch(/Welcome to|first lesson|two to four minutes/);
  expect(pressable(message.blocks)).toEqual(['crescendo.more', 'crescendo.stop']);
  expect(slackRefusals(message)).toEqual([]);
});
