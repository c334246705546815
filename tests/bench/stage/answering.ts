/**
 * The other side of `startProgram`: reports that it is ready, answers each question in turn, and ends with the process
 * that started it. An error ends it visibly.
 */
export function answering<Q>(answer: (question: Q) => Promise<unknown>): void {
  const send = (message: unknown) => process.send?.(message ?? null);
  process.on('message', (question) => {
    void answer(question as Q).then(send); // a rejection stays unhandled, so it ends the process and prints its stack
  });
  process.once('disconnect', () => process.exit(0));
  send('ready');
}
