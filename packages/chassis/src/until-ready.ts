import type { Logger } from 'pino';
import { classify } from './store/classify.ts';
import { backoff } from './waiting/backoff.ts';
import { retry } from './waiting/retry.ts';

/** Retries until it works: a database or broker that is not up yet delays a start but does not fail it. */
export async function untilReady<T>(
  what: string,
  { log, signal, failing }: { log: Logger; signal: AbortSignal; failing?: (code: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  function waitMs(error: unknown, failures: number): number {
    failing?.(classify(error).code);
    log[failures === 3 ? 'warn' : 'info']({ err: error, failures }, `waiting for ${what}`);
    return backoff(failures);
  }
  return await retry(work, waitMs, signal);
}
