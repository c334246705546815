import { pause } from './backoff.ts';

/**
 * Runs `work` until it succeeds. After a failure `waitMs` returns how many milliseconds to wait, or throws to give up;
 * `failures` counts the earlier failures. Throws the last failure once `signal` fires in a wait.
 */
export async function retry<T>(
  work: () => Promise<T>,
  waitMs: (error: unknown, failures: number) => number,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const ms = waitMs(error, failures);
      if (ms > 0 && !(await pause(ms, signal))) throw error;
    }
  }
}
