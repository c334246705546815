import { slackActions } from '@crescendo/contracts';
import { actions, button, type Message, section } from './blocks.ts';

const started = 'You get lessons: up to three a week, on workdays and in your daytime. You can stop at any time.';

/** Replaces a message whose Start was pressed, even an old one. */
export const startedMessage = (): Message => ({
  text: started,
  blocks: [section(started), actions(button(slackActions.stop, 'Stop'))],
});
