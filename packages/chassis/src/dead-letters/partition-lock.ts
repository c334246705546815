import { transient } from '@crescendo/contracts';
import { offsets } from '../process/inbox.ts';
import type { Store } from '../store/store.ts';
import { causeOf } from '../wire/sequence.ts';

type Partition = { topic: string; partition: number };

/** A partition's row as a drain reads it before its transaction. */
export type PartitionLock = Partition & { era: string; drains: number | undefined };

const rowId = ({ topic, partition }: Partition) => `${topic}/${partition}`;

export async function readLock(store: Store, at: Partition): Promise<PartitionLock> {
  const row = await store.model(offsets).findById(rowId(at)).lean();
  if (!row) throw transient('offset-row-missing', 'The row of a partition is not there.');
  const { topic, partition } = at;
  return { topic, partition, era: row.era, drains: row.drains };
}

/**
 * The first step of a drain's transaction. The partition's consumer and every drain write its row in each transaction,
 * so of two that overlap only one commits. So an event is either handled after the drain or parked before it, never
 * parked behind nothing. Throws `stale-offset` when another drain was faster.
 */
export async function takeLock(store: Store, { drains, ...at }: PartitionLock): Promise<void> {
  const unchanged = { _id: rowId(at), drains: drains ?? { $exists: false } };
  const taken = await store.model(offsets).updateOne(unchanged, { $inc: { drains: 1 } });
  if (taken.matchedCount !== 1) throw transient('stale-offset', 'Another process drains the partition.');
}

/**
 * Orders what drained events cause: by the count of drains, within a cause of its own, since a drained event's offset
 * lies behind the partition's. The cause's name sorts before the partition's own, so these events go out before what
 * the partition causes later.
 */
export const causeOfDrain = ({ topic, partition, era, drains = 0 }: PartitionLock) => ({
  cause: causeOf({ topic: `${topic}-redriven`, partition }, era),
  position: drains + 1,
});
