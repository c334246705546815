import type { Tx } from '@crescendo/chassis';
import type { MessagePlace, messageRequested } from '@crescendo/contracts';
import type { LearnerRow } from './learners.ts';
import { replaceMessage } from './messages.ts';
import { startedMessage } from './slack/started-message.ts';
import { stoppedMessage } from './slack/stopped-message.ts';

/**
 * Updates the message whose Start or Stop was pressed to the current state, even an old one that changed nothing, so
 * that its button is not outdated. Does nothing if no message was pressed, or for someone who left.
 */
export function showWherePressed(
  tx: Tx<typeof messageRequested>,
  { place, status }: { place: MessagePlace | undefined; status: LearnerRow['status'] },
): void {
  if (place && status !== 'removed')
    replaceMessage(tx, place, status === 'active' ? startedMessage() : stoppedMessage());
}
