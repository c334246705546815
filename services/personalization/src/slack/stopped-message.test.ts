import { slackActions } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { stoppedMessage } from './stopped-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('who stopped can start again', () => {
  expect(slackRefusals(stoppedMessage())).toEqual([]);
  expect(pressable(stoppedMessage().blocks)).toEqual([slackActions.start]);
});
