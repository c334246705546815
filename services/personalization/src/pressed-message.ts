import type { Tx } from '@crescendo/chassis';
import type { MessagePlace, messageRequested } from '@crescendo/contracts';
import type { LearnerRow } from './learners.ts';
import { replaceMessage } from './messages.ts';
import { startedMessage } from './slack/started-message.ts';
import { stoppedMessage } from './slack/stopped-message.ts';

/**
 * The message whose Start or Stop was pressed says how things are now, also an old one that changed nothing: its button is
 * not to promise what is no longer so. Nothing where nothing was pressed on a message, or for someone who left.
 */
export function showWherePressed(
  tx: Tx<typeof messageRequested>,
  { place, status }: { place: MessagePlace | undefined; status: LearnerRow['status'] },
): void {
  if (place && status !== 'removed')
    replaceMessage(tx, place, status === 'active' ? startedMessage() : stoppedMessage());
}
