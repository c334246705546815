import { slackActions } from '@crescendo/contracts';
import { actions, button, type Message, plain, section, type View } from './blocks.ts';

const gone = 'This lesson is not there any more. It was taken out of the programme, or your data was deleted since.';

/** In place of a window about a lesson that is gone. */
export const goneView = (): View => ({
  type: 'modal',
  title: plain('Lesson not found'),
  close: plain('Close'),
  blocks: [section(gone)],
});

/** In place of the message of a lesson that is gone. */
export const goneMessage = (): Message => ({
  text: gone,
  blocks: [section(gone), actions(button(slackActions.more, 'One more now'))],
});
