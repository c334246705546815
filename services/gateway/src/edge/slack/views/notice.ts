/** A window that says one thing. */
export const notice = (text: string, more: readonly object[] = []) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Crescendo' },
  close: { type: 'plain_text', text: 'Close' },
  blocks: [{ type: 'section', text: { type: 'plain_text', text } }, ...more],
});
