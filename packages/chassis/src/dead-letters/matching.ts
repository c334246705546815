import type { DeadLetterFilter } from '@crescendo/contracts';
import type { DeadLetter } from '../process/dead-letters.ts';
import { deadLetters } from '../process/dead-letters.ts';
import type { Store } from '../store/store.ts';

/** The statuses that block later events of the key; `parked` ones only wait. */
export const STUCK: DeadLetter['status'][] = ['dead', 'set-aside'];

/** A filter as a query. */
export function matching({ ids, ...equal }: DeadLetterFilter) {
  const given = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
  return { ...(ids && { _id: { $in: ids } }), ...(given as Omit<DeadLetterFilter, 'ids'>) };
}

type Key = Pick<DeadLetter, 'topic' | 'key'>;
const nameOf = ({ topic, key }: Key) => `${topic} ${key}`;

/** Keys per query: for one list of 500 the embedded database takes four times as long. */
const ASKED_AT_ONCE = 100;

/** How many events wait behind the dead letters of these keys. */
export async function parkedBehind(store: Store, letters: readonly Key[]): Promise<(letter: Key) => number> {
  const keysByTopic = new Map<string, Set<string>>();
  for (const { topic, key } of letters)
    if (key !== undefined) keysByTopic.set(topic, (keysByTopic.get(topic) ?? new Set()).add(key));
  const counts = new Map<string, number>();
  for (const [topic, keys] of keysByTopic)
    for (const some of slices([...keys])) {
      const rows = await store
        .model(deadLetters)
        .aggregate<{ _id: string; parked: number }>([
          { $match: { topic, key: { $in: some }, status: 'parked' } },
          { $group: { _id: '$key', parked: { $sum: 1 } } },
        ]);
      for (const { _id: key, parked } of rows) counts.set(nameOf({ topic, key }), parked);
    }
  return (letter) => counts.get(nameOf(letter)) ?? 0;
}

function slices<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < list.length; from += ASKED_AT_ONCE) parts.push(list.slice(from, from + ASKED_AT_ONCE));
  return parts;
}

/** How many events wait behind all these letters. Their keys differ, since only the first event of a key is dead. */
export async function parkedInAll(store: Store, letters: readonly Key[]): Promise<number> {
  const behind = await parkedBehind(store, letters);
  return letters.reduce((sum, letter) => sum + behind(letter), 0);
}
