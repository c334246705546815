import { redrives } from '../dead-letters/redrives.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { insertOnce } from '../store/insert-once.ts';
import type { Store } from '../store/store.ts';

/** Letters marked by one statement: the embedded database needs four times as long for one list of 500. */
const MARKED_AT_ONCE = 100;

/**
 * Lets go on what was put aside while a customer was held, once the fence is lifted: the first of each key is marked, and
 * the owners of the partitions drain each key in its order. What waits behind a dead letter goes on waiting. Whoever still
 * puts something aside by what it read before is ended first: that would be marked by nobody. Cut off, it is done again.
 */
export async function release(
  store: Store,
  { erasure, tenant, at }: { erasure: string; tenant: string; at: Date },
): Promise<void> {
  await store.endTransactions();
  const letters = store.model(deadLetters);
  const waiting = await letters
    .find({ tenant }, { topic: 1, key: 1, status: 1, code: 1 })
    .sort({ topic: 1, offset: 1 })
    .lean();
  const heads = new Map<string, (typeof waiting)[number]>();
  for (const row of waiting) if (!heads.has(`${row.topic} ${row.key}`)) heads.set(`${row.topic} ${row.key}`, row);
  const held = [...heads.values()].filter(({ status, code }) => status === 'parked' && code === 'held');
  if (held.length === 0) return;
  const redrive = `${erasure}-release`;
  const counts = { dead: 0, parked: held.length, already: 0, dismissOnly: 0, more: false };
  const by = { action: 'redrive' as const, operator: 'purge', reason: 'the customer came back' };
  await insertOnce(store.model(redrives), [{ _id: redrive, ...by, at, ...counts }]);
  for (let from = 0; from < held.length; from += MARKED_AT_ONCE) {
    const ids = held.slice(from, from + MARKED_AT_ONCE).map(({ _id }) => _id);
    const stillHeld = { _id: { $in: ids }, status: 'parked', code: 'held' } as const;
    await store.updateAll(deadLetters, stillHeld, { $set: { redrive, redriveAs: 'redrive' } });
  }
}
