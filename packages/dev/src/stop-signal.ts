/**
 * Aborted when we shall stop: on SIGINT, SIGTERM or SIGHUP, or when the bootstrap that started us is gone, kill -9
 * included. One Ctrl-C reaches us several times (from the terminal, from npm, from the bootstrap): none of them forces.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  process.once('disconnect', () => stopping.abort());
  process.channel?.unref(); // listening must not keep us alive
  return stopping.signal;
}
