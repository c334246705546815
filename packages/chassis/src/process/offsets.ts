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
  /** When the row was made: offsets of different eras have nothing to do with each other. */
  era: string;
  seen: Seen;
  /**
   * Whether dead letters of its topic may be there, behind which others wait. Only who has the partition adds any, together with
   * the row; so where there were none when it was read, there are none until its consumer has put one there itself.
   */
  mayHaveLetters: boolean;
};

const rowId = ({ topic, partition }: Partition) => `${topic}/${partition}`;

/** Sorts by time, so that what an earlier era caused goes out before what a later one does. */
const newEra = () => Date.now().toString(36);

/**
 * Moves a partition's row behind a record, if it still stands where this consumer left it, and writes down what was seen
 * up to there. Throws `stale-offset` when it does not: another consumer has the partition now, or someone moved it,
 * and what this one was about to commit must not be.
 */
export async function moveOffset(
  store: Store,
  { to, from, seen }: { to: Position; from: Pick<PartitionRow, 'next' | 'era'>; seen?: ReadonlyMap<string, number> },
): Promise<void> {
  // The highest stays: this may be a copy of something long past, and the others behind it must be known as such too.
  const highest = Object.fromEntries([...(seen ?? [])].map(([key, number]) => [`seen.${key}`, number]));
  const next = to.offset + 1;
  const change = { $set: { next, reached: next }, ...(Object.keys(highest).length > 0 && { $max: highest }) };
  const moved = await store.model(offsets).updateOne({ _id: rowId(to), next: from.next, era: from.era }, change);
  if (moved.matchedCount !== 1) throw transient('stale-offset', 'The partition was moved on by another consumer.');
}

/**
 * The row, made if it is missing: a partition never read begins at its earliest record. Of a row that was moved back by
 * hand a new era begins: what comes of records that stand where others stood must not look like copies.
 */
export async function partitionRow(store: Store, partition: Partition, earliest: number): Promise<PartitionRow> {
  const model = store.model(offsets);
  const _id = rowId(partition);
  const fresh = { reached: earliest, era: newEra(), seen: {} };
  await model.updateOne({ _id }, { $setOnInsert: { next: earliest, ...fresh } }, { upsert: true });
  // Rows from before there were eras have their place and nothing else.
  await model.updateOne({ _id, era: { $exists: false } }, { $set: fresh });
  // Together, and as a majority has them: letters that are committed later move the row too, and the first move here fails.
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
