import { permanent, type ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { BatchHandler, Handler, SingleHandler } from '../handlers/on.ts';
import { done, type Outcome } from '../handlers/outcome.ts';
import { type Commitments, runChunk, runUnit } from '../handlers/unit-of-work.ts';
import type { Store } from '../store/store.ts';
import { deadLetterOf, deadLetters, undecodableAt } from './dead-letters.ts';
import type { EventRecord } from './envelope.ts';
import { inbox } from './inbox.ts';
import { moveOffset, type PartitionRow, type Position } from './offsets.ts';
import { causeOf, isCopy, seenIn } from './sequence.ts';
import { sortChunk } from './sort-chunk.ts';
import { openedSubject, sealedSubject } from './subject.ts';
import type { Cause } from './to-its-end.ts';

export type Processed =
  | Outcome
  | { kind: 'duplicate' }
  | { kind: 'parked' }
  /** Its key was destroyed: what it said is gone, and that is as it should be. */
  | { kind: 'gone' };

/** Where a record stands (of a chunk, the last), and the partition's row as it must still be when that is handled. */
export type Place = { position: Position; row: PartitionRow };

export type Placed = { event: EventRecord; position: Position };

/** How many events of a chunk came to which end. */
export type Counts = Record<'done' | 'duplicate' | 'parked', readonly EventRecord[]>;

export type ConclusionParts = {
  service: ServiceName;
  store: Store;
  keyring: Keyring;
  committed: (commitments: Commitments) => void;
};

/**
 * The ways events come to their end, each one transaction with the partition's offset and what tells copies: what was
 * seen of their sequence, or an inbox row. Each throws `stale-offset` when another consumer has moved the partition on.
 */
export type Conclusions = {
  /** The effect of its handler, unless it was handled before or waits behind a dead letter. Throws what the handler
   * throws, `Gone`, and a permanent Failure with the code of a dead letter that the handler asked for. */
  handle(handler: Handler, event: EventRecord, place: Place): Promise<Processed>;
  /** Handles consecutive events at once; all of them come to an end or none, and it throws what the handler throws. */
  handleChunk(handler: BatchHandler, chunk: readonly Placed[], place: Place): Promise<Counts>;
  bury(event: EventRecord, place: Place, why: Cause): Promise<Processed>;
  letGo(event: EventRecord, place: Place): Promise<Processed>;
  /** For a record that is no event of ours: a dead letter that keeps its place only. */
  refuse(place: Place, code: string): Promise<Processed>;
};

export function createConclusions({ service, store, keyring, committed }: ConclusionParts): Conclusions {
  /** The transaction's start: the offset moves or it is all off; a copy of what was handled goes no further. */
  async function enter(event: EventRecord, { position, row }: Place): Promise<'new' | 'duplicate'> {
    await moveOffset(store, { to: position, from: row, seen: seenIn([event]) });
    const copy = isCopy(row.seen, event) ?? (await store.model(inbox).exists({ _id: event.id })) !== null;
    return copy ? 'duplicate' : 'new';
  }

  /** So that a copy is known: of what has a sequence the partition's row says it. */
  async function writeInbox(events: readonly EventRecord[], outcome: string): Promise<void> {
    const at = new Date();
    const rows = events
      .filter(({ sequence }) => !sequence)
      .map(({ id, tenant, user, type }) => ({ _id: id, tenant, ...(user && { user }), type, outcome, at }));
    if (rows.length > 0) await store.model(inbox).insertMany(rows);
  }

  async function park(parked: readonly Placed[]): Promise<void> {
    if (parked.length === 0) return;
    const why = { status: 'parked', code: 'parked', attempts: 0 } as const;
    await store.model(deadLetters).insertMany(parked.map(({ event, position }) => deadLetterOf(event, position, why)));
    const events = parked.map(({ event }) => event);
    await writeInbox(events, 'parked');
  }

  const causedBy = ({ position, row }: Place) => ({ cause: causeOf(position, row.era), position: position.offset });

  async function handleOne(handler: SingleHandler, event: EventRecord, place: Place): Promise<Processed> {
    const { position } = place;
    const subject = await openedSubject(keyring, handler, event);
    const { tenant, user, time: now } = event;
    const unit = { tenant, user, now, position: causedBy(place), publishes: handler.publishes };
    const { result, ...commitments } = await runUnit({ store, keyring, service }, unit, async (tx) => {
      if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' } as const;
      if (await store.model(deadLetters).exists({ topic: position.topic, key: event.key })) {
        await park([{ event, position }]);
        return { kind: 'parked' } as const;
      }
      const outcome = await handler.handle(subject, tx);
      // Rolls back what the handler did: the dead letter is written instead.
      if (outcome.kind === 'dead-letter') throw permanent(outcome.code, 'The handler gave the event up.');
      await writeInbox([event], outcome.kind);
      return outcome;
    });
    committed(commitments);
    return result;
  }

  async function handleChunk(handler: BatchHandler, chunk: readonly Placed[], place: Place): Promise<Counts> {
    const { topic, partition } = place.position;
    const subjects = new Map(chunk.map(({ event }) => [event, sealedSubject(handler, event)]));
    const unit = {
      partition: `${topic.replace(/^crescendo\./, '')}/${partition}`,
      position: causedBy(place),
      publishes: handler.publishes,
    };
    const { result, ...commitments } = await runChunk({ store, keyring, service }, unit, async (tx) => {
      const seen = seenIn(chunk.map(({ event }) => event));
      await moveOffset(store, { to: place.position, from: place.row, seen });
      const { fresh, copies, parked } = await sortChunk(store, chunk, place.row.seen);
      await park(parked);
      const events = fresh.map(({ event }) => event);
      if (events.length > 0)
        await handler.handle(
          events.flatMap((event) => subjects.get(event) ?? []),
          tx,
        );
      await writeInbox(events, done.kind);
      return { done: events, duplicate: copies.map(({ event }) => event), parked: parked.map(({ event }) => event) };
    });
    committed(commitments);
    return result;
  }

  return {
    async handle(handler, event, place) {
      if (handler.kind === 'single') return await handleOne(handler, event, place);
      const counts = await handleChunk(handler, [{ event, position: place.position }], place);
      if (counts.done.length > 0) return done;
      return { kind: counts.parked.length > 0 ? 'parked' : 'duplicate' };
    },

    handleChunk,

    bury: (event, place, why) =>
      store.transaction(async () => {
        if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
        await store.model(deadLetters).create([deadLetterOf(event, place.position, { status: 'dead', ...why })]);
        await writeInbox([event], 'dead-letter');
        return { kind: 'dead-letter', code: why.code };
      }),

    letGo: (event, place) =>
      store.transaction(async () => {
        if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
        await writeInbox([event], 'gone');
        return { kind: 'gone' };
      }),

    refuse: ({ position, row }, code) =>
      store.transaction(async () => {
        await moveOffset(store, { to: position, from: row });
        await store.model(deadLetters).create([undecodableAt(position, code)]);
        return { kind: 'dead-letter', code };
      }),
  };
}
