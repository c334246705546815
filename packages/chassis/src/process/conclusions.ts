import { isControlTopic, permanent } from '@crescendo/contracts';
import { moveOffset, type PartitionRow, type Position } from '../consume/offsets.ts';
import { deadLetterOf, deadLetters, undecodableAt } from '../dead-letters/dead-letters.ts';
import { openedUnlessClosed } from '../erasure/opened-unless-closed.ts';
import type { BatchHandler, Handler, SingleHandler } from '../handlers/on.ts';
import { done, type Outcome } from '../handlers/outcome.ts';
import { type Commitments, runChunk, runUnit, type UnitParts } from '../handlers/unit-of-work.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { causeOf, isCopy, seenIn } from '../wire/sequence.ts';
import { inbox } from './inbox.ts';
import { setAside } from './set-aside.ts';
import { sortChunk } from './sort-chunk.ts';
import { sealedSubject } from './subject.ts';
import type { Cause } from './to-its-end.ts';

export type Processed =
  | Outcome
  | { kind: 'duplicate' }
  | { kind: 'parked' }
  /** A control event that fails: it is tried again, and its tenant's later ones wait. */
  | { kind: 'set-aside'; code: string }
  /** Whom it is about was erased, or its key destroyed: what it said is gone, and that is as it should be. */
  | { kind: 'gone' };

/** Where a record stands (of a chunk, the last), and the partition's row as it must still be when that is handled. */
export type Place = { position: Position; row: PartitionRow };

export type Placed = { event: EventRecord; position: Position };

const eventsOf = (placed: readonly Placed[]): EventRecord[] => placed.map(({ event }) => event);

/** How many events of a chunk came to which end. */
export type Counts = Record<'done' | 'duplicate' | 'parked' | 'gone', readonly EventRecord[]>;

export type ConclusionParts = UnitParts & { committed: (commitments: Commitments) => void };

/**
 * The ways events come to their end, each one transaction with the partition's offset and what tells copies: what was
 * seen of their sequence, or an inbox row. Each throws `stale-offset` when another consumer has moved the partition on.
 */
export type Conclusions = {
  /** The effect of its handler, unless it was handled before, waits behind a dead letter, or meets a fence. Throws what
   * the handler throws, `Gone`, and a permanent Failure with the code of a dead letter that the handler asked for. */
  handle(handler: Handler, event: EventRecord, place: Place): Promise<Processed>;
  /** Handles consecutive events at once; all of them come to an end or none, and it throws what the handler throws. */
  handleChunk(handler: BatchHandler, chunk: readonly Placed[], place: Place): Promise<Counts>;
  bury(event: EventRecord, place: Place, why: Cause): Promise<Processed>;
  /** Of control events, instead of burying them. */
  setAside(event: EventRecord, place: Place, why: Cause): Promise<Processed>;
  letGo(event: EventRecord, place: Place): Promise<Processed>;
  /** For a record that is no event of ours: a dead letter that keeps its place only. */
  refuse(place: Place, code: string): Promise<Processed>;
};

export function createConclusions(parts: ConclusionParts): Conclusions {
  const { store, fences, committed } = parts;

  /**
   * The transaction's start: the offset moves or it is all off; a copy of what was handled goes no further, and nothing
   * of those who were erased does. Resolves to the end it has come to already. Nothing is written of what is gone.
   */
  async function enter(event: EventRecord, { position, row }: Place): Promise<Processed | undefined> {
    await moveOffset(store, { to: position, from: row, seen: seenIn([event]) });
    const copy = isCopy(row.seen, event) ?? (await store.model(inbox).exists({ _id: event.id })) !== null;
    if (copy) return { kind: 'duplicate' };
    if (isControlTopic(position.topic)) return undefined;
    const [state] = await fences.statesOf([event]);
    if (state === 'fenced') return { kind: 'gone' };
    if (state !== 'held') return undefined;
    await park([{ event, position }], 'held', row);
    return { kind: 'parked' };
  }

  /** Whether it has to wait behind another of its key. Control events wait behind no dead letter. */
  async function isBehind(event: EventRecord, { position: { topic }, row }: Place): Promise<boolean> {
    if (!row.mayHaveLetters) return false;
    const ofKey = { topic, key: event.key, ...(isControlTopic(topic) && { status: { $ne: 'dead' as const } }) };
    return (await store.model(deadLetters).exists(ofKey)) !== null;
  }

  async function putAside(event: EventRecord, { position, row }: Place, why: Parameters<typeof deadLetterOf>[2]) {
    row.mayHaveLetters = true;
    await store.model(deadLetters).create([deadLetterOf(event, position, why)]);
    await writeInbox([event], why.status === 'dead' ? 'dead-letter' : why.status);
  }

  /** So that a copy is known: of what has a sequence the partition's row says it. */
  async function writeInbox(events: readonly EventRecord[], outcome: string): Promise<void> {
    const at = new Date();
    const rows = events
      .filter(({ sequence }) => !sequence)
      .map(({ id, tenant, user, type }) => ({ _id: id, tenant, ...(user && { user }), type, outcome, at }));
    if (rows.length > 0) await store.model(inbox).insertMany(rows);
  }

  async function park(parked: readonly Placed[], code: 'parked' | 'held', row: PartitionRow): Promise<void> {
    if (parked.length === 0) return;
    row.mayHaveLetters = true;
    const why = { status: 'parked', code, attempts: 0 } as const;
    await store.model(deadLetters).insertMany(parked.map(({ event, position }) => deadLetterOf(event, position, why)));
    const events = parked.map(({ event }) => event);
    await writeInbox(events, 'parked');
  }

  const causedBy = ({ position, row }: Place) => ({ cause: causeOf(position, row.era), position: position.offset });

  async function handleOne(handler: SingleHandler, event: EventRecord, place: Place): Promise<Processed> {
    const { position } = place;
    const what = { handler, event, topic: position.topic };
    const opened = await openedUnlessClosed(parts, what, () => enter(event, place));
    if ('ended' in opened) return opened.ended;
    const { tenant, user, time: now } = event;
    const unit = { tenant, user, now, position: causedBy(place), publishes: handler.publishes, passesFence: true };
    const { result, ...commitments } = await runUnit<Processed>(parts, unit, async (tx) => {
      const ended = await enter(event, place);
      if (ended) return ended;
      if (await isBehind(event, place)) {
        await park([{ event, position }], 'parked', place.row);
        return { kind: 'parked' };
      }
      const outcome = await handler.handle(opened.subject, tx);
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
    const { result, ...commitments } = await runChunk(parts, unit, async (tx) => {
      const seen = seenIn(chunk.map(({ event }) => event));
      await moveOffset(store, { to: place.position, from: place.row, seen });
      const { fresh, copies, parked, held, gone } = await sortChunk({ store, fences }, chunk, place.row);
      await park(parked, 'parked', place.row);
      await park(held, 'held', place.row);
      const events = eventsOf(fresh);
      if (events.length > 0)
        await handler.handle(
          events.flatMap((event) => subjects.get(event) ?? []),
          tx,
        );
      await writeInbox(events, done.kind);
      return {
        done: events,
        duplicate: eventsOf(copies),
        parked: eventsOf([...parked, ...held]),
        gone: eventsOf(gone),
      };
    });
    committed(commitments);
    return result;
  }

  return {
    async handle(handler, event, place) {
      if (handler.kind === 'single') return await handleOne(handler, event, place);
      const counts = await handleChunk(handler, [{ event, position: place.position }], place);
      if (counts.done.length > 0) return done;
      if (counts.gone.length > 0) return { kind: 'gone' };
      return { kind: counts.parked.length > 0 ? 'parked' : 'duplicate' };
    },

    handleChunk,

    bury: (event, place, why) =>
      store.transaction(async () => {
        const ended = await enter(event, place);
        if (ended) return ended;
        await putAside(event, place, { status: 'dead', ...why });
        return { kind: 'dead-letter', code: why.code };
      }),

    setAside: (event, place, why) =>
      store.transaction(async () => {
        const ended = await enter(event, place);
        if (ended) return ended;
        await putAside(event, place, setAside(why, Date.now()));
        return { kind: 'set-aside', code: why.code };
      }),

    letGo: (event, place) =>
      store.transaction(async () => {
        const ended = await enter(event, place);
        if (ended) return ended;
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
