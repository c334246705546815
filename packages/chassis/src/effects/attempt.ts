import { Failure } from '@crescendo/contracts';
import type { LedgerRow } from '../ledger/ledger.ts';
import type { ServiceContext } from '../service-context.ts';
import { backoff } from '../waiting/backoff.ts';
import { deadline } from '../waiting/deadline.ts';
import type { Effect, EffectOutcome } from './effect.ts';

/** How an attempt ended: finally, or to be repeated after `after` milliseconds. */
export type Attempted = EffectOutcome<unknown> | { kind: 'again'; code: string; after: number };

const RETRY_CAP_MS = 30_000;

const again = (row: LedgerRow, code: string, after = 0): Attempted => ({
  kind: 'again',
  code,
  after: Math.max(after, backoff(row.attempt, RETRY_CAP_MS)),
});

/**
 * Makes one attempt at an effect. It ends at the effect's deadline or when `hurry` fires, even if the call ignores its
 * signal: a later answer is lost.
 */
export async function attempt(
  effect: Effect,
  row: LedgerRow,
  { service, hurry }: { service: ServiceContext; hurry: AbortSignal },
): Promise<Attempted> {
  const { _id: id, tenant, user, args, createdAt: askedAt } = row;
  const about = { id, tenant, user, attempt: row.attempt + 1, askedAt, service };
  try {
    const result = await deadline(service.clock, effect.deadlineMs).signalTo(async (time) => {
      const signal = AbortSignal.any([time, hurry]);
      const over = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      return await Promise.race([effect.perform(args, { ...about, signal }), over]);
    });
    return { kind: 'known', result };
  } catch (error) {
    if (error instanceof Failure)
      return error.retry ? again(row, error.code, error.after) : { kind: 'failed', code: error.code };
    service.log.warn({ err: error, effect: effect.name, id }, 'the answer to an effect was lost');
    return whenLost(effect, row, 'answer-lost');
  }
}

/** What follows an attempt when nobody knows whether its call took effect. */
export function whenLost(effect: Effect, row: LedgerRow, code: string): Attempted {
  return effect.whenUnknown(row.args) === 'send-again' ? again(row, code) : { kind: 'unknown' };
}
