import { notice } from './notice.ts';

/**
 * The window a person sees at once, before the service that owns it has filled it: a trigger lives three seconds, and a
 * window that is open can be updated for as long as it is open.
 */
export const loadingView = notice('One moment…', [
  {
    type: 'context',
    elements: [{ type: 'plain_text', text: 'If this stays empty, close the window and press the button once more.' }],
  },
]);

/** What becomes of a window that nobody has filled in time. When its content comes after all, it takes the place of this. */
export const tooLongView = notice(
  'That took too long. Close this and press the button again. If you had your data deleted, what the button was about is gone with it.',
);
