import { type EventType, permanent, type ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { EventOf, Handler } from '../handlers/on.ts';
import type { Outcome } from '../handlers/outcome.ts';
import { type Commitments, runUnit } from '../handlers/unit-of-work.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import { deadLetterOf, deadLetters, undecodableAt } from './dead-letters.ts';
import type { EventRecord } from './envelope.ts';
import { inbox } from './inbox.ts';
import { moveOffset, type Position } from './offsets.ts';
import { openEvent, parseEventData } from './seal-event.ts';

export type Processed =
  | Outcome
  | { kind: 'duplicate' }
  | { kind: 'parked' }
  /** Its key was destroyed: what it said is gone, and that is as it should be. */
  | { kind: 'gone' };

/** Where a record stands, and which offset the partition's row must still have when it is handled. */
export type Place = { position: Position; expected: number };

export type ConclusionParts = {
  service: ServiceName;
  store: Store;
  keyring: Keyring;
  committed: (commitments: Commitments) => void;
};

/**
 * The ways an event comes to its end, each one transaction with the inbox row and the partition's offset. Each throws
 * `stale-offset` when another consumer has moved the partition on.
 */
export type Conclusions = {
  /** The effect of its handler, unless it was handled before or waits behind a dead letter. Throws what the handler
   * throws, {@link Gone}, and a permanent Failure with the code of a dead letter that the handler asked for. */
  handle(handler: Handler, event: EventRecord, place: Place): Promise<Processed>;
  bury(event: EventRecord, place: Place, why: { code: string; attempts: number }): Promise<Processed>;
  letGo(event: EventRecord, place: Place): Promise<Processed>;
  /** For a record that is no event of ours: a dead letter that keeps its place only. */
  refuse(place: Place, code: string): Promise<Processed>;
};

/** The event's own key was destroyed. */
export class Gone extends Error {}

export function createConclusions({ service, store, keyring, committed }: ConclusionParts): Conclusions {
  async function opened(handler: Handler, event: EventRecord): Promise<EventOf<EventType>> {
    const { id, type, tenant, user, time, key } = event;
    const data = parseEventData(handler.type, event.value) as object;
    try {
      const clear = await openEvent(keyring, handler.type, { id, tenant, user, time, data }, handler.opens);
      return { id, type, tenant, user, time, key, data: clear } as EventOf<EventType>;
    } catch (error) {
      throw classify(error).code === 'key-gone' ? new Gone() : error;
    }
  }

  /** The transaction's start: the offset moves or it is all off; a copy of what was handled goes no further. */
  async function enter(event: EventRecord, place: Place): Promise<'new' | 'duplicate'> {
    await moveOffset(store, place.position, place.expected);
    return (await store.model(inbox).exists({ _id: event.id })) ? 'duplicate' : 'new';
  }

  async function writeInbox(event: EventRecord, outcome: string): Promise<void> {
    const { id, tenant, user, type } = event;
    await store.model(inbox).create([{ _id: id, tenant, ...(user && { user }), type, outcome, at: new Date() }]);
  }

  return {
    async handle(handler, event, place) {
      const { topic, partition, offset } = place.position;
      const subject = await opened(handler, event);
      const unit = {
        tenant: event.tenant,
        user: event.user,
        now: event.time,
        position: { cause: `${topic}/${partition}`, position: offset },
        publishes: handler.publishes,
      };
      const { result, ...commitments } = await runUnit({ store, keyring, service }, unit, async (tx) => {
        if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' } as const;
        const ahead = { topic, key: event.key };
        if (await store.model(deadLetters).exists(ahead)) {
          const parked = { status: 'parked', code: 'parked', attempts: 0 } as const;
          await store.model(deadLetters).create([deadLetterOf(event, place.position, parked)]);
          await writeInbox(event, 'parked');
          return { kind: 'parked' } as const;
        }
        const outcome = await handler.handle(subject, tx);
        // Rolls back what the handler did: the dead letter is written instead.
        if (outcome.kind === 'dead-letter') throw permanent(outcome.code, 'The handler gave the event up.');
        await writeInbox(event, outcome.kind);
        return outcome;
      });
      committed(commitments);
      return result;
    },

    bury: (event, place, why) =>
      store.transaction(async () => {
        if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
        await store.model(deadLetters).create([deadLetterOf(event, place.position, { status: 'dead', ...why })]);
        await writeInbox(event, 'dead-letter');
        return { kind: 'dead-letter', code: why.code };
      }),

    letGo: (event, place) =>
      store.transaction(async () => {
        if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
        await writeInbox(event, 'gone');
        return { kind: 'gone' };
      }),

    refuse: (place, code) =>
      store.transaction(async () => {
        await moveOffset(store, place.position, place.expected);
        await store.model(deadLetters).create([undecodableAt(place.position, code)]);
        return { kind: 'dead-letter', code };
      }),
  };
}
