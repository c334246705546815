import { expect, test } from 'vitest';
import { goneMessage, goneView } from './gone.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('a lesson that is gone says so, and offers another one', () => {
  expect(goneMessage().text).toContain('no longer available');
  expect(pressable(goneMessage().blocks)).toEqual(['crescendo.more']);
  expect(slackRefusals(goneMessage())).toEqual([]);
  expect(slackRefusals(goneView())).toEqual([]);
});
