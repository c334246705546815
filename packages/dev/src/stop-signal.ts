/**
 * Aborts on SIGINT, SIGTERM or SIGHUP, or when the bootstrap that started us is gone, also by kill -9. One Ctrl-C
 * reaches us several times (from the terminal, npm and the bootstrap), so a repeated signal does not force an exit.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  process.once('disconnect', () => stopping.abort());
  process.channel?.unref(); // the listener must not keep the process alive
  return stopping.signal;
}
