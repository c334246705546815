import { expect, test } from 'vitest';
import { startedMessage } from './started-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

test('where Start was, there is Stop now', () => {
  expect(slackRefusals(startedMessage())).toEqual([]);
  expect(pressable(startedMessage().blocks)).toEqual(['crescendo.stop']);
});
