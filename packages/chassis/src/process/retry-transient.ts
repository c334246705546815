import type { Logger } from 'pino';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff } from '../waiting/backoff.ts';
import { retry } from '../waiting/retry.ts';

type Waiting = { of: string; metrics: Metrics; log: Logger };

/** Counts a passing fault. Resolves to the milliseconds until the next try: at least as many as the failure asks for. */
export function waitForTransient({ of, metrics, log }: Waiting, error: unknown, failures: number): number {
  const { code, after = 0 } = classify(error);
  metrics.retries.inc({ of, code });
  log[failures === 3 ? 'warn' : 'debug']({ err: error, failures, of }, 'waiting for what is away');
  return Math.max(after, backoff(failures));
}

/**
 * Tries again while the fault passes by itself. Throws any other fault, `stale-offset`, the last fault after `attempts`
 * (default: no end), and once `signal` fires in a wait.
 */
export async function retryTransient<T>(
  { signal, attempts = Number.POSITIVE_INFINITY, ...waiting }: Waiting & { signal: AbortSignal; attempts?: number },
  work: () => Promise<T>,
): Promise<T> {
  function waitMs(error: unknown, failures: number): number {
    const { code, retry } = classify(error);
    if (!retry || code === 'stale-offset' || failures + 1 >= attempts) throw error;
    return waitForTransient(waiting, error, failures);
  }
  return await retry(work, waitMs, signal);
}
