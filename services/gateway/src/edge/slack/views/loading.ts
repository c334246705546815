import { notice } from './notice.ts';

/**
 * The window a person sees at once, until its service fills it. A trigger lives three seconds; an open window can be
 * updated as long as it is open.
 */
export const loadingView = notice('One moment…', [
  {
    type: 'context',
    elements: [{ type: 'plain_text', text: 'If this stays empty, close the window and press the button again.' }],
  },
]);

/** What a window shows when nobody filled it in time. If the content comes later, it replaces this. */
export const tooLongView = notice(
  'That took too long. Close this window and press the button again. If you deleted your data, what the button was about is gone too.',
);
