import { slackActions } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { allDoneMessage } from './all-done-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('who has had everything can stop', () => {
  expect(slackRefusals(allDoneMessage())).toEqual([]);
  expect(pressable(allDoneMessage().blocks)).toEqual([slackActions.stop]);
});
