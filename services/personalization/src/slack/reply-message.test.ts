import { expect, test } from 'vitest';
import { replyMessage } from './reply-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test.each([
  ['known', ['crescendo.start']],
  ['active', ['crescendo.more', 'crescendo.stop']],
  ['stopped', ['crescendo.start']],
] as const)('someone who is %s reads that nobody reads, and what they can press', (stands, buttons) => {
  const message = replyMessage(stands, { privacyMail: 'privacy@crescendo.example' });
  expect(slackRefusals(message)).toEqual([]);
  expect(pressable(message.blocks)).toEqual(buttons);
  expect(message.text).toMatch(/^Nobody reads what is written here/);
  expect(message.text).toContain('privacy@crescendo.example');
});
