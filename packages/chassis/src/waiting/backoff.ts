/**
 * Milliseconds to wait after `attempt` failures: exponential from 100 ms up to `cap`, then a random value between half
 * of that and all of it.
 */
export function backoff(attempt: number, cap = 5_000): number {
  const base = Math.min(cap, 100 * 2 ** Math.min(attempt, 16));
  return base / 2 + Math.random() * (base / 2);
}

/** The longest a timer can wait; with a longer time it would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits for `ms`, or until the signal fires. Resolves to whether it waited to the end. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (waited: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(waited);
    };
    const abort = () => end(false);
    const timer = setTimeout(() => end(true), Math.min(ms, LONGEST_MS));
    signal.addEventListener('abort', abort, { once: true });
  });
}
