/** Milliseconds before attempt `n + 1`: exponential from 100 ms, at most `cap`, with full jitter above a half. */
export function backoff(attempt: number, cap = 5_000): number {
  const base = Math.min(cap, 100 * 2 ** Math.min(attempt, 16));
  return base / 2 + Math.random() * (base / 2);
}

/** Waits, or ends early when the signal fires. Resolves to whether it waited to the end. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (waited: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(waited);
    };
    const abort = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
