import type { Logger } from 'pino';
import { explain } from '../dead-letters/explain.ts';
import { classify, isUnexpected } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from './backoff.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { EventRecord } from './envelope.ts';
import { persist } from './persist.ts';
import { Gone } from './subject.ts';

/** Attempts at an event whose handler throws something nobody foresaw. */
const UNEXPECTED_ATTEMPTS = 5;

/** Where an event that must not be given up is tried again: an erasure has to go on as soon as it can. */
const LONGEST_WAIT_MS = 30_000;
/** What no later attempt can change: the record is not what its producer would send. */
const hopeless: ReadonlySet<string> = new Set(['signature-invalid', 'schema-invalid', 'undecodable', 'no-handler']);

/** Why an event is a dead letter. */
export type Cause = Pick<DeadLetter, 'code' | 'attempts' | 'detail' | 'where'>;

/** The ways an event may end, each one transaction. */
export type Endings<T> = {
  handle(): Promise<T>;
  letGo(): Promise<T>;
  bury(why: Cause): Promise<T>;
};

/**
 * Brings an event to one of its ends, with the patience that what stands in the way deserves: what passes is waited for,
 * what nobody foresaw is tried five times, what is permanent is a dead letter at once. Throws only `stale-offset`
 * (another consumer has moved the partition on) and when `signal` fires in a wait.
 *
 * @param options.forEver of an event that is never given up: whatever stands in its way is waited for, and logged
 */
export async function toItsEnd<T>(
  event: Pick<EventRecord, 'id' | 'type' | 'user'>,
  endings: Endings<T>,
  options: { signal: AbortSignal; metrics: Metrics; log: Logger; forEver?: boolean },
): Promise<T> {
  const { signal, metrics, log, forEver = false } = options;
  const { id, type } = event;
  const waiting = { of: type, signal, metrics, log };
  for (let attempts = 1; ; attempts++) {
    try {
      return await persist(waiting, endings.handle);
    } catch (error) {
      const failure = classify(error);
      if (failure.retry) throw failure;
      // What a person's event needs beside itself is theirs too, and gone with their keys.
      if (error instanceof Gone || (failure.code === 'key-gone' && event.user))
        return await persist(waiting, endings.letGo);
      if (forEver && !hopeless.has(failure.code)) {
        log.error(
          { err: error, event: id, type, code: failure.code, attempts },
          'a step of an erasure fails; trying again',
        );
        metrics.retries.inc({ of: type, code: failure.code });
        if (!(await pause(backoff(attempts, LONGEST_WAIT_MS), signal))) throw failure;
        continue;
      }
      if (isUnexpected(failure) && attempts < UNEXPECTED_ATTEMPTS) {
        log.warn({ err: error, event: id, type, attempts }, 'a handler failed; trying again');
        metrics.retries.inc({ of: type, code: failure.code });
        if (!(await pause(backoff(attempts, 1_000), signal))) throw failure;
        continue;
      }
      const { code } = failure;
      log.error({ err: error, event: id, type, code, attempts }, 'dead letter');
      const why = { code, attempts, ...explain(error) };
      return await persist(waiting, () => endings.bury(why));
    }
  }
}
