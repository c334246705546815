import { expect, test } from 'vitest';
import { introductionMessage } from './introduction-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('whoever looks in reads what this is, what they agree to, and that nothing more comes unasked', () => {
  const message = introductionMessage({ privacyMail: 'privacy@crescendo.example' });
  expect(slackRefusals(message)).toEqual([]);
  expect(pressable(message.blocks)).toEqual(['crescendo.start']);
  expect(message.text).toContain('By pressing Start you agree to this.');
  expect(message.text).toContain('Nothing more comes unless you press Start.');
});
