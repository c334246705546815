import { type EventType, type Failure, permanent, type ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import type { EventOf, Handler } from '../handlers/on.ts';
import type { Outcome } from '../handlers/outcome.ts';
import { type Commitments, runUnit } from '../handlers/unit-of-work.ts';
import { classify, isUnexpected } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { backoff, pause } from './backoff.ts';
import { deadLetterOf, deadLetters, undecodableAt } from './dead-letters.ts';
import type { EventRecord } from './envelope.ts';
import { inbox } from './inbox.ts';
import { keysOf } from './keys-of.ts';
import { moveOffset, type Position } from './offsets.ts';
import { persist } from './persist.ts';
import { openEvent, parseEventData } from './seal-event.ts';

/** Attempts at an event whose handler throws something nobody foresaw. */
const UNEXPECTED_ATTEMPTS = 5;

export type Processed =
  | Outcome
  | { kind: 'duplicate' }
  | { kind: 'parked' }
  /** Its key was destroyed: what it said is gone, and that is as it should be. */
  | { kind: 'gone' };

export type ProcessorParts = {
  service: ServiceName;
  handlers: readonly Handler[];
  store: Store;
  keyring: Keyring;
  metrics: Metrics;
  log: Logger;
  committed: (commitments: Commitments) => void;
};

/** Where a record stands, and which offset the partition's row must still have when it is handled. */
export type Place = { position: Position; expected: number };

export type Processor = {
  handles(type: string): boolean;
  /** Fetches the keys that these events will need. What fails here is asked for again where it is needed. */
  prepare(events: readonly EventRecord[]): Promise<void>;
  /**
   * Handles one event to its end: its effect, inbox row and offset in one transaction, or a dead letter instead of the
   * effect. Waits and tries again while the fault is passing. Throws only `stale-offset` (another consumer has moved
   * the partition on) and when `signal` fires in a wait.
   */
  process(event: EventRecord, place: Place, signal: AbortSignal): Promise<Processed>;
  /** A record that is no event of ours becomes a dead letter that keeps its place only. */
  refuse(place: Place, failure: Failure, signal: AbortSignal): Promise<Processed>;
};

/** Rolls the transaction back, to be followed by one that writes the dead letter. */
class GivenUp extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The event's own key was destroyed. */
class Gone extends Error {}

export function createProcessor(parts: ProcessorParts): Processor {
  const { store, keyring, metrics, log } = parts;
  const handlers = new Map(parts.handlers.map((handler) => [handler.type.name, handler]));

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

  async function writeInbox(event: EventRecord, outcome: string): Promise<void> {
    const { id, tenant, user, type } = event;
    await store.model(inbox).create([{ _id: id, tenant, ...(user && { user }), type, outcome, at: new Date() }]);
  }

  /** The transaction's start: the offset moves or it is all off; a copy of what was handled goes no further. */
  async function enter(event: EventRecord, place: Place): Promise<'new' | 'duplicate'> {
    await moveOffset(store, place.position, place.expected);
    return (await store.model(inbox).exists({ _id: event.id })) ? 'duplicate' : 'new';
  }

  async function attempt(handler: Handler, event: EventRecord, place: Place): Promise<Processed> {
    const { topic, partition, offset } = place.position;
    const subject = await opened(handler, event);
    const unit = {
      tenant: event.tenant,
      user: event.user,
      now: event.time,
      position: { cause: `${topic}/${partition}`, position: offset },
      publishes: handler.publishes,
    };
    const { result, ...commitments } = await runUnit({ store, keyring, service: parts.service }, unit, async (tx) => {
      if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' } as const;
      const ahead = { topic, key: event.key };
      if (await store.model(deadLetters).exists(ahead)) {
        const parked = { status: 'parked', code: 'parked', attempts: 0 } as const;
        await store.model(deadLetters).create([deadLetterOf(event, place.position, parked)]);
        await writeInbox(event, 'parked');
        return { kind: 'parked' } as const;
      }
      const outcome = await handler.handle(subject, tx);
      if (outcome.kind === 'dead-letter') throw new GivenUp(outcome.code);
      await writeInbox(event, outcome.kind);
      return outcome;
    });
    parts.committed(commitments);
    return result;
  }

  async function bury(event: EventRecord, place: Place, why: { code: string; attempts: number }): Promise<Processed> {
    return await store.transaction(async () => {
      if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
      await store.model(deadLetters).create([deadLetterOf(event, place.position, { status: 'dead', ...why })]);
      await writeInbox(event, 'dead-letter');
      return { kind: 'dead-letter', code: why.code };
    });
  }

  async function letGo(event: EventRecord, place: Place): Promise<Processed> {
    return await store.transaction(async () => {
      if ((await enter(event, place)) === 'duplicate') return { kind: 'duplicate' };
      await writeInbox(event, 'gone');
      return { kind: 'gone' };
    });
  }

  async function processToEnd(
    handler: Handler,
    event: EventRecord,
    { place, signal }: { place: Place; signal: AbortSignal },
  ): Promise<Processed> {
    const waiting = { of: event.type, signal, metrics, log };
    for (let attempts = 1; ; attempts++) {
      try {
        return await persist(waiting, () => attempt(handler, event, place));
      } catch (error) {
        const given = error instanceof GivenUp ? permanent(error.code, 'The handler gave the event up.') : undefined;
        const failure = given ?? classify(error);
        if (failure.retry) throw failure;
        // What a person's event needs beside itself is theirs too, and gone with their keys.
        if (error instanceof Gone || (failure.code === 'key-gone' && event.user))
          return await persist(waiting, () => letGo(event, place));
        if (isUnexpected(failure) && attempts < UNEXPECTED_ATTEMPTS) {
          log.warn({ err: error, event: event.id, type: event.type, attempts }, 'a handler failed; trying again');
          metrics.retries.inc({ of: event.type, code: failure.code });
          if (!(await pause(backoff(attempts, 1_000), signal))) throw failure;
          continue;
        }
        log.error({ err: error, event: event.id, type: event.type, code: failure.code, attempts }, 'dead letter');
        return await persist(waiting, () => bury(event, place, { code: failure.code, attempts }));
      }
    }
  }

  return {
    handles: (type) => handlers.has(type),
    async prepare(events) {
      const owners = events.flatMap((event) => {
        const handler = handlers.get(event.type);
        return handler ? keysOf(handler, event) : [];
      });
      if (owners.length === 0) return;
      await keyring.prefetch(owners).catch((error) => log.debug({ err: error }, 'keys could not be fetched ahead'));
    },
    async process(event, place, signal) {
      const handler = handlers.get(event.type);
      if (!handler) throw permanent('no-handler', `There is no handler for ${event.type}.`);
      const started = performance.now();
      const attributes = {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': place.position.topic,
        'messaging.consumer.group.name': parts.service,
        'messaging.message.id': event.id,
        'crescendo.tenant': event.tenant,
      };
      const name = `process ${event.type}`;
      const processed = await inSpan(
        { name, kind: 'consumer', attributes, parent: event.traceparent },
        async (span) => {
          const result = await processToEnd(handler, event, { place, signal });
          span.setAttribute('crescendo.outcome', result.kind);
          return result;
        },
      );
      const code = 'code' in processed ? processed.code : '';
      metrics.handled.inc({ event: event.type, outcome: processed.kind, code });
      metrics.handlerSeconds.observe({ event: event.type }, (performance.now() - started) / 1000);
      return processed;
    },
    async refuse(place, failure, signal) {
      const { code } = failure;
      const refused = await persist({ of: 'undecodable', signal, metrics, log }, () =>
        store.transaction(async () => {
          await moveOffset(store, place.position, place.expected);
          await store.model(deadLetters).create([undecodableAt(place.position, code)]);
          return { kind: 'dead-letter', code } as const;
        }),
      );
      log.error({ ...place.position, code }, 'dead letter: the record is no event');
      metrics.handled.inc({ event: 'unknown', outcome: refused.kind, code });
      return refused;
    },
  };
}
