import { slackActions } from '@crescendo/contracts';
import { actions, button, type Message, plain, section, type View } from './blocks.ts';

const gone = 'This lesson is no longer available. It was removed from the programme, or your data has been deleted.';

/** Replaces a window about a lesson that no longer exists. */
export const goneView = (): View => ({
  type: 'modal',
  title: plain('Lesson not found'),
  close: plain('Close'),
  blocks: [section(gone)],
});

/** Replaces the message of a lesson that no longer exists. */
export const goneMessage = (): Message => ({
  text: gone,
  blocks: [section(gone), actions(button(slackActions.more, 'One more now'))],
});
