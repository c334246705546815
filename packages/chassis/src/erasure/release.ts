import { redrives } from '../dead-letters/redrives.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { insertOnce } from '../store/insert-once.ts';
import type { Store } from '../store/store.ts';

/** Letters marked per statement: for one list of 500 the embedded database takes four times as long. */
const MARKED_AT_ONCE = 100;

/**
 * Resumes the events that were parked while a customer was held, once the hold is lifted: marks the first of each key,
 * and the owners of the partitions drain each key in order. Events behind a dead letter keep waiting. Open transactions
 * are ended first: one that still sees the hold could park an event that nobody would mark. After a crash it runs
 * again.
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
