import { transient } from '@crescendo/contracts';
import type { Store } from '../store/store.ts';
import type { Seen } from '../wire/sequence.ts';
import { deadLetters } from './dead-letters.ts';
import { offsets } from './inbox.ts';
import type { Position } from './position.ts';

type Partition = Pick<Position, 'topic' | 'partition'>;

/** A partition's row, as its consumer knows it. */
export type PartitionRow = {
  /** The offset to handle next. */
  next: number;
  /** When the row was made. Offsets of different eras cannot be compared. */
  era: string;
  seen: Seen;
  /**
   * Whether the topic may have dead letters behind which others wait. Only the partition's owner adds them, in the
   * transaction that moves the row. So if there were none when the row was read, there are none until this consumer
   * adds one.
   */
  mayHaveLetters: boolean;
};

const rowId = ({ topic, partition }: Partition) => `${topic}/${partition}`;

/** Sorts by time, so events caused in an earlier era go out before those of a later one. */
const newEra = () => Date.now().toString(36);

/**
 * Moves a partition's row past a record and stores what was seen up to there, if the row is still where this consumer
 * left it. Otherwise another consumer has the partition now, or somebody moved the row: then throws `stale-offset`, so
 * this consumer's transaction does not commit.
 */
export async function moveOffset(
  store: Store,
  { to, from, seen }: { to: Position; from: Pick<PartitionRow, 'next' | 'era'>; seen?: ReadonlyMap<string, number> },
): Promise<void> {
  // Keep the highest: this event may be an old copy, and the copies after it must be recognised too.
  const highest = Object.fromEntries([...(seen ?? [])].map(([key, number]) => [`seen.${key}`, number]));
  const next = to.offset + 1;
  const change = { $set: { next, reached: next }, ...(Object.keys(highest).length > 0 && { $max: highest }) };
  const moved = await store.model(offsets).updateOne({ _id: rowId(to), next: from.next, era: from.era }, change);
  if (moved.matchedCount !== 1) throw transient('stale-offset', 'The partition was moved on by another consumer.');
}

/**
 * Reads the row, or creates it: a partition never read before starts at its earliest record. If somebody moved the row
 * back by hand, a new era starts, so events caused by records at reused offsets do not look like copies.
 */
export async function partitionRow(store: Store, partition: Partition, earliest: number): Promise<PartitionRow> {
  const model = store.model(offsets);
  const _id = rowId(partition);
  const fresh = { reached: earliest, era: newEra(), seen: {} };
  await model.updateOne({ _id }, { $setOnInsert: { next: earliest, ...fresh } }, { upsert: true });
  // Rows from before eras existed have only their position.
  await model.updateOne({ _id, era: { $exists: false } }, { $set: fresh });
  // In one transaction, so both are as a majority has them. Letters committed later also move the row, and then the
  // first move here fails.
  const [row, letter] = await store.transaction(async () => [
    await model.findById(_id).lean(),
    await store.model(deadLetters).exists({ topic: partition.topic }),
  ]);
  if (!row) throw transient('offset-row-missing', 'The row of a partition was removed while it was read.');
  const { next, reached } = row;
  const era = next < reached ? newEra() : row.era;
  if (era !== row.era) await model.updateOne({ _id, next, reached }, { $set: { era, reached: next } });
  return { next, era, seen: new Map(Object.entries(row.seen)), mayHaveLetters: letter !== null };
}
