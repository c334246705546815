import { transient } from '@crescendo/contracts';
import { offsets } from '../process/inbox.ts';
import type { Store } from '../store/store.ts';
import { causeOf } from '../wire/sequence.ts';

type Partition = { topic: string; partition: number };

/** A partition's row as a drain sees it before it begins a transaction. */
export type PartitionLock = Partition & { era: string; drains: number | undefined };

const rowId = ({ topic, partition }: Partition) => `${topic}/${partition}`;

export async function readLock(store: Store, at: Partition): Promise<PartitionLock> {
  const row = await store.model(offsets).findById(rowId(at)).lean();
  if (!row) throw transient('offset-row-missing', 'The row of a partition is not there.');
  const { topic, partition } = at;
  return { topic, partition, era: row.era, drains: row.drains };
}

/**
 * The start of a drain's transaction: whoever consumes the partition writes its row in each transaction too, and so does
 * any other drain. Of two of them that overlap one does not commit, so an event is either handled after the drain or
 * parked before it, and never parked behind nothing. Throws `stale-offset` when another drain was faster.
 */
export async function takeLock(store: Store, { drains, ...at }: PartitionLock): Promise<void> {
  const unchanged = { _id: rowId(at), drains: drains ?? { $exists: false } };
  const taken = await store.model(offsets).updateOne(unchanged, { $inc: { drains: 1 } });
  if (taken.matchedCount !== 1) throw transient('stale-offset', 'Another process drains the partition.');
}

/**
 * What comes of a drained event is ordered by the count of drains, within a cause of its own: an event that was put aside
 * has an offset that lies behind. The name sorts before the partition's own, so that it goes out before what is caused
 * after it.
 */
export const causeOfDrain = ({ topic, partition, era, drains = 0 }: PartitionLock) => ({
  cause: causeOf({ topic: `${topic}-redriven`, partition }, era),
  position: drains + 1,
});
