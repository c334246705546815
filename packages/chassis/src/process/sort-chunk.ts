import type { Fences } from '../fences/fences.ts';
import type { Store } from '../store/store.ts';
import { addSeen, isCopy, type Seen, seenIn } from '../wire/sequence.ts';
import type { Placed } from './broker-origin.ts';
import { deadLetters } from './dead-letters.ts';
import { inbox } from './inbox.ts';
import type { PartitionRow } from './offsets.ts';

/** Ids per query: for one list of 500 the embedded database takes four times as long. */
const ASKED_AT_ONCE = 100;

export type SortedChunk = Record<'fresh' | 'copies' | 'parked' | 'held' | 'gone', Placed[]>;

/**
 * Sorts a chunk's events into lists, each in order: events to handle, copies of handled events (from before, or from
 * earlier in the chunk), those that wait behind a dead letter of their key, those of a customer on hold, and those of
 * erased persons and customers.
 */
export async function sortChunk(
  { store, fences }: { store: Store; fences: Fences },
  chunk: readonly Placed[],
  row: Pick<PartitionRow, 'seen' | 'mayHaveLetters'>,
): Promise<SortedChunk> {
  const handled = await handledIds(
    store,
    chunk.flatMap(({ event }) => (event.sequence ? [] : [event.id])),
  );
  const blocked = row.mayHaveLetters ? await blockedKeys(store, chunk) : new Set();
  const states = await fences.statesOf(chunk.map(({ event }) => event));
  const seen: Seen = new Map(row.seen);
  const sorted: SortedChunk = { fresh: [], copies: [], parked: [], held: [], gone: [] };
  for (const [at, placed] of chunk.entries()) {
    const { event } = placed;
    if (isCopy(seen, event) ?? handled.has(event.id)) sorted.copies.push(placed);
    else if (states[at] === 'fenced') sorted.gone.push(placed);
    else if (states[at] === 'held') sorted.held.push(placed);
    else (blocked.has(event.key) ? sorted.parked : sorted.fresh).push(placed);
    addSeen(seen, seenIn([event]));
    if (!event.sequence) handled.add(event.id);
  }
  return sorted;
}

async function handledIds(store: Store, ids: readonly string[]): Promise<Set<string>> {
  const slices = [];
  for (let from = 0; from < ids.length; from += ASKED_AT_ONCE) slices.push(ids.slice(from, from + ASKED_AT_ONCE));
  const handled = new Set<string>();
  // Sequentially: a transaction takes one statement at a time.
  for (const slice of slices)
    for (const { _id } of await store
      .model(inbox)
      .find({ _id: { $in: slice } }, { _id: 1 })
      .lean())
      handled.add(_id);
  return handled;
}

/** The partition's keys that have letters: hardly ever any. */
async function blockedKeys(store: Store, [first]: readonly Placed[]): Promise<Set<string | undefined>> {
  if (!first) return new Set();
  const { topic, partition } = first.position;
  return new Set(await store.model(deadLetters).distinct('key', { topic, partition }));
}
