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

/**
 * The position of a record (of a chunk: the last one's), and the state that the partition's row must still have when it
 * is handled.
 */
export type Place = { position: Position; row: PartitionRow };

/** An event with its own position. */
export type Placed = { event: EventRecord; position: Position };

/** Events caused by a record are ordered by its offset. */
export const causedAt = ({ position, row }: Place) => ({
  cause: causeOf(position, row.era),
  position: position.offset,
});

/**
 * Writes inbox rows for events without a sequence, to recognise later copies. For the others the partition's row does
 * that.
 */
export async function writeInbox(store: Store, events: readonly EventRecord[], outcome: string): Promise<void> {
  const at = new Date();
  const rows = events
    .filter(({ sequence }) => !sequence)
    .map(({ id, tenant, user, type }) => ({ _id: id, tenant, ...(user && { user }), type, outcome, at }));
  if (rows.length > 0) await store.model(inbox).insertMany(rows);
}

/** Parks events, in order, until what blocks them is over. */
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

/** A record on the broker, as the origin of its event. */
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

/** Undefined when nothing may be written about the event's person or customer. */
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

/** Ends a record that is not a valid event: makes a dead letter that keeps only its position. */
export async function refuseRecord(store: Store, { position, row }: Place, code: string): Promise<Conclusion> {
  return await store.transaction(async () => {
    await moveOffset(store, { to: position, from: row });
    await store.model(deadLetters).create([undecodableAt(position, code)]);
    return { kind: 'dead-letter', code };
  });
}
