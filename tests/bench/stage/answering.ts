/**
 * The other side of `startProgram`: says that it is ready, answers each question in turn, and ends with whoever started
 * it. What it throws ends it, loudly.
 */
export function answering<Q>(answer: (question: Q) => Promise<unknown>): void {
  const send = (message: unknown) => process.send?.(message ?? null);
  process.on('message', (question) => {
    void answer(question as Q).then(send); // a rejection is unhandled, and ends the process with its stack
  });
  process.once('disconnect', () => process.exit(0));
  send('ready');
}
