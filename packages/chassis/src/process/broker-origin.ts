import { isControlTopic } from '@crescendo/contracts';
import type { Store } from '../store/store.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { causeOf, isCopy, seenIn } from '../wire/sequence.ts';
import type { Conclusion, Ending } from './conclusion.ts';
import { deadLetterOf, deadLetters, undecodableAt } from './dead-letters.ts';
import { inbox } from './inbox.ts';
import { moveOffset, type PartitionRow } from './offsets.ts';
import type { Origin } from './origin.ts';
import type { Position } from './position.ts';
import { setAside } from './set-aside.ts';

/** Where a record stands (of a chunk, the last), and the partition's row as it must still be when it is handled. */
export type Place = { position: Position; row: PartitionRow };

/** An event with its own place. */
export type Placed = { event: EventRecord; position: Position };

/** What the events of a place cause is ordered by the partition's offset. */
export const causedAt = ({ position, row }: Place) => ({
  cause: causeOf(position, row.era),
  position: position.offset,
});

/** Writes what tells later copies of events that have no sequence. The partition's row tells those of the others. */
export async function writeInbox(store: Store, events: readonly EventRecord[], outcome: string): Promise<void> {
  const at = new Date();
  const rows = events
    .filter(({ sequence }) => !sequence)
    .map(({ id, tenant, user, type }) => ({ _id: id, tenant, ...(user && { user }), type, outcome, at }));
  if (rows.length > 0) await store.model(inbox).insertMany(rows);
}

/** Puts events aside, in their order, until what they wait for is over. */
export async function park(
  store: Store,
  placed: readonly Placed[],
  { code, row }: { code: 'parked' | 'held'; row: PartitionRow },
): Promise<void> {
  if (placed.length === 0) return;
  row.mayHaveLetters = true;
  const why = { status: 'parked', code, attempts: 0 } as const;
  await store.model(deadLetters).insertMany(placed.map(({ event, position }) => deadLetterOf(event, position, why)));
  const events = placed.map(({ event }) => event);
  await writeInbox(store, events, 'parked');
}

/** A place on a partition of the broker, as the origin of its event. */
export function brokerOrigin(store: Store, place: Place): Origin {
  const { position, row } = place;
  const { topic, partition } = position;
  return {
    topic,
    partition,
    position: causedAt(place),
    async take(event) {
      await moveOffset(store, { to: position, from: row, seen: seenIn([event]) });
      const copy = isCopy(row.seen, event) ?? (await store.model(inbox).exists({ _id: event.id })) !== null;
      return copy ? { kind: 'duplicate' } : undefined;
    },
    /** Nothing waits behind a control event that is dead. */
    async isBehindDeadLetter({ key }) {
      if (!row.mayHaveLetters) return false;
      const ofKey = { topic, key, ...(isControlTopic(topic) && { status: { $ne: 'dead' as const } }) };
      return (await store.model(deadLetters).exists(ofKey)) !== null;
    },
    async write(event, ending) {
      const letter = letterFor(ending);
      if (letter) {
        row.mayHaveLetters = true;
        await store.model(deadLetters).create([deadLetterOf(event, position, letter)]);
      }
      const outcome = inboxOutcome(ending);
      if (outcome) await writeInbox(store, [event], outcome);
    },
  };
}

function letterFor(ending: Ending): Parameters<typeof deadLetterOf>[2] | undefined {
  switch (ending.as) {
    case 'held':
      return { status: 'parked', code: 'held', attempts: 0 };
    case 'behind-dead-letter':
      return { status: 'parked', code: 'parked', attempts: 0 };
    case 'dead-letter':
      return { status: 'dead', ...ending.why };
    case 'set-aside':
      return setAside(ending.why, Date.now());
    default:
      return undefined;
  }
}

/** Undefined where nothing may be written about whom the event is about. */
function inboxOutcome(ending: Ending): string | undefined {
  switch (ending.as) {
    case 'erased':
      return undefined;
    case 'handled':
      return ending.outcome.kind;
    case 'key-destroyed':
      return 'gone';
    case 'held':
    case 'behind-dead-letter':
      return 'parked';
    default:
      return ending.as;
  }
}

/** Ends a record that is no event of ours: a dead letter keeps its place and nothing else. */
export async function refuseRecord(store: Store, { position, row }: Place, code: string): Promise<Conclusion> {
  return await store.transaction(async () => {
    await moveOffset(store, { to: position, from: row });
    await store.model(deadLetters).create([undecodableAt(position, code)]);
    return { kind: 'dead-letter', code };
  });
}
