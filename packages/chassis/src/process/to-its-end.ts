import type { Logger } from 'pino';
import type { DeadLetter } from '../dead-letters/dead-letters.ts';
import { explain } from '../dead-letters/explain.ts';
import { classify, isUnexpected } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { persist } from '../waiting/persist.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { Gone } from './subject.ts';

/** Attempts at an event whose handler throws something nobody foresaw. */
const UNEXPECTED_ATTEMPTS = 5;

/** What no later attempt can change: the record is not what its producer would send. */
const hopeless: ReadonlySet<string> = new Set(['signature-invalid', 'schema-invalid', 'undecodable', 'no-handler']);
export const isHopeless = (code: string): boolean => hopeless.has(code);

/** Why an event is a dead letter. */
export type Cause = Pick<DeadLetter, 'code' | 'attempts' | 'detail' | 'where'>;

/** The ways an event may end, each one transaction. */
export type Endings<T> = {
  handle(): Promise<T>;
  letGo(): Promise<T>;
  bury(why: Cause): Promise<T>;
  /** Of an event that is never given up: what becomes of it after so many failed attempts, whatever failed. */
  setAside?: { after: number; as(why: Cause): Promise<T> };
};

/**
 * Brings an event to one of its ends, with the patience that what stands in the way deserves: what passes is waited for,
 * what nobody foresaw is tried five times, what is permanent is a dead letter at once. An event that is never given up is
 * set aside instead, also by what may pass: that may be one tenant's trouble, and others wait behind it. Throws only
 * `stale-offset` (another consumer has moved the partition on) and when `signal` fires in a wait.
 */
export async function toItsEnd<T>(
  event: Pick<EventRecord, 'id' | 'type' | 'tenant' | 'user'>,
  endings: Endings<T>,
  options: { signal: AbortSignal; metrics: Metrics; log: Logger },
): Promise<T> {
  const { signal, metrics, log } = options;
  const { id, type, tenant } = event;
  const { setAside } = endings;
  const waiting = { of: type, signal, metrics, log };
  for (let attempts = 1; ; attempts++) {
    try {
      return await (setAside ? endings.handle() : persist(waiting, endings.handle));
    } catch (error) {
      const failure = classify(error);
      const { code } = failure;
      if (code === 'stale-offset' || (failure.retry && !setAside)) throw failure;
      // What a person's event needs beside itself is theirs too, and gone with their keys.
      if (error instanceof Gone || (code === 'key-gone' && event.user)) return await persist(waiting, endings.letGo);
      const isSetAside = setAside !== undefined && !isHopeless(code);
      if (attempts < (isSetAside ? setAside.after : isUnexpected(failure) ? UNEXPECTED_ATTEMPTS : 1)) {
        log.warn({ err: error, event: id, type, code, attempts }, 'a handler failed; trying again');
        metrics.retries.inc({ of: type, code });
        if (!(await pause(backoff(attempts, 1_000), signal))) throw failure;
        continue;
      }
      const why = { code, attempts, ...explain(error) };
      if (isSetAside) {
        log.error(
          { err: error, event: id, type, tenant, code },
          "a control event is set aside with its tenant's later ones",
        );
        return await persist(waiting, () => setAside.as(why));
      }
      log.error({ err: error, event: id, type, code, attempts }, 'dead letter');
      return await persist(waiting, () => endings.bury(why));
    }
  }
}
