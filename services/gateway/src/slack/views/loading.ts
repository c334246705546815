/**
 * The window a person sees at once, before the service that owns it has filled it: a trigger lives three seconds, and a
 * window that is open can be updated for as long as it is open.
 */
export const loadingView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Crescendo' },
  close: { type: 'plain_text', text: 'Close' },
  blocks: [
    { type: 'section', text: { type: 'plain_text', text: 'One moment…' } },
    {
      type: 'context',
      elements: [{ type: 'plain_text', text: 'If this stays empty, close the window and press the button once more.' }],
    },
  ],
};
