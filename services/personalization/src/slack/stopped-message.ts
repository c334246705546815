import { slackActions } from '@crescendo/contracts';
import { actions, button, type Message, section } from './blocks.ts';

const stopped =
  'You have stopped: nothing more is sent to you. What you have done so far stays where it is, should you want to go on.';

/** The last message after Stop, or what stands in the place of the message whose Stop was pressed. */
export const stoppedMessage = (): Message => ({
  text: stopped,
  blocks: [section(stopped), actions(button(slackActions.start, 'Start again'))],
});
