import { slackActions } from '@crescendo/contracts';
import { actions, button, type Message, section } from './blocks.ts';

const stopped = 'You have stopped: we send you nothing more. We keep your progress, in case you want to start again.';

/** The last message after Stop, or the replacement of the message whose Stop was pressed. */
export const stoppedMessage = (): Message => ({
  text: stopped,
  blocks: [section(stopped), actions(button(slackActions.start, 'Start again'))],
});
