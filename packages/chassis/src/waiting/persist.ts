import type { Logger } from 'pino';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from './backoff.ts';

/**
 * Runs `work` again for as long as what stops it may pass by itself (a retriable failure), at least as late as the
 * failure asks. Throws what will not pass, `stale-offset` (here it never passes), and the last failure after `attempts`
 * (by default it never tires) or once `signal` fires in a wait.
 */
export async function persist<T>(
  {
    of,
    signal,
    metrics,
    log,
    attempts = Number.POSITIVE_INFINITY,
  }: { of: string; signal: AbortSignal; metrics: Metrics; log: Logger; attempts?: number },
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const failure = classify(error);
      if (!failure.retry || failure.code === 'stale-offset' || failures + 1 >= attempts) throw error;
      metrics.retries.inc({ of, code: failure.code });
      log[failures === 3 ? 'warn' : 'debug']({ err: error, failures, of }, 'waiting for what is away');
      if (!(await pause(Math.max(failure.after ?? 0, backoff(failures)), signal))) throw error;
    }
  }
}
