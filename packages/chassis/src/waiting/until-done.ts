import type { Logger } from 'pino';
import { classify } from '../store/classify.ts';
import { backoff, pause } from './backoff.ts';

/** Tries until it works; a database or broker that is not there yet delays a start, it does not fail it. */
export async function untilDone<T>(
  what: string,
  { log, signal, failing }: { log: Logger; signal: AbortSignal; failing?: (code: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      failing?.(classify(error).code);
      log[failures === 3 ? 'warn' : 'info']({ err: error, failures }, `waiting for ${what}`);
      if (!(await pause(backoff(failures), signal))) throw error;
    }
  }
}
