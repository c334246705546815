import { transient } from '@crescendo/contracts';
import type { Store } from '../store/store.ts';
import { offsets } from './inbox.ts';

/** A record's place on the broker. */
export type Position = { topic: string; partition: number; offset: number };

const rowId = ({ topic, partition }: { topic: string; partition: number }) => `${topic}/${partition}`;

/**
 * Moves a partition's row behind a record, if it still stands where this consumer left it. Throws `stale-offset` when
 * not: another consumer has the partition now, and what this one was about to commit must not be.
 */
export async function moveOffset(store: Store, position: Position, expected: number): Promise<void> {
  const moved = await store
    .model(offsets)
    .updateOne({ _id: rowId(position), next: expected }, { $set: { next: position.offset + 1 } });
  if (moved.matchedCount !== 1) throw transient('stale-offset', 'The partition was moved on by another consumer.');
}

/** Where to read on: the row, or for a partition never read its earliest record. */
export async function nextOffset(
  store: Store,
  partition: { topic: string; partition: number },
  earliest: number,
): Promise<number> {
  const model = store.model(offsets);
  const row = await model.findById(rowId(partition)).lean();
  if (row) return row.next;
  await model.updateOne({ _id: rowId(partition) }, { $setOnInsert: { next: earliest } }, { upsert: true });
  return (await model.findById(rowId(partition)).lean())?.next ?? earliest;
}
