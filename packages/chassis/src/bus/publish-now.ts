import { type Clear, type DataOf, type EventType, permanent, type ServiceName, transient } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Fences } from '../erasure/fences.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { activeTraceparent, inSpan } from '../telemetry/tracing.ts';
import { createDetour, type Detour } from './detour.ts';
import { type EventRecord, sourceOf } from './envelope.ts';
import { localPosition, outbox } from './outbox.ts';
import type { Publisher } from './publisher.ts';
import { sealEvent } from './seal-event.ts';
import { createTurns, type Turn } from './turns.ts';

/** Who has the event now. */
export type AcknowledgedBy = 'broker' | 'outbox';

/**
 * Publishes from the edge, where someone waits for an answer: seals, produces, and resolves once the broker has it. When
 * the broker has not within a second, or older events still wait in the outbox, the outbox takes it under the same id.
 * Events of a key keep the order of the calls, whoever takes them. Throws a retriable Failure when neither could: then
 * nothing is acknowledged, and nothing is begun any more.
 */
export type PublishNow = <E extends EventType>(
  type: E,
  event: {
    /** The same for each delivery of the same thing: consumers know a replay by it. */
    id: string;
    tenant: string;
    user?: string;
    /** The stream's key, where it is neither the tenant nor the user. */
    key?: string;
    time: Date;
    data: Clear<DataOf<E>>;
  },
) => Promise<AcknowledgedBy>;

const BROKER_MS = 1_000;
/** Whoever waits was told by then that it failed: beginning to keep an event later would do what they were told was not done. */
const BEGIN_WITHIN_MS = 1_500;

export type DirectPublishing = { publishNow: PublishNow; beforeLook: Detour['beforeLook'] };

/** `until`: by what has elapsed, when it is too late to begin to keep the event. */
type Offered = { topic: string; event: EventRecord; until: number };

/** The edge's way to publish, with the outbox as its fallback. */
export function createDirectPublishing(parts: {
  service: ServiceName;
  clock: Clock;
  store: Store;
  keyring: Keyring;
  fences: Fences;
  publisher: Publisher;
  metrics: Metrics;
  log: Logger;
  nudgeRelay: () => void;
}): DirectPublishing {
  const { clock, store, publisher, metrics, log } = parts;
  const detour = createDetour();
  const turnOf = createTurns();

  async function toOutbox(topic: string, event: EventRecord, until: number): Promise<AcknowledgedBy> {
    if (!store.isConnected()) throw transient('outbox-unavailable', 'The outbox could not be asked in time.');
    const { id, user, traceparent, ...rest } = event;
    const optional = { ...(user && { user }), ...(traceparent && { traceparent }) };
    const row = {
      ...rest,
      ...optional,
      topic,
      status: 'pending' as const,
      ...localPosition(),
      index: 0,
      createdAt: new Date(),
    };
    try {
      await store.transaction(async () => {
        if (clock.elapsed() > until) throw transient('outbox-unavailable', 'The outbox could not be asked in time.');
        const [state] = await parts.fences.statesOf([event]);
        // It goes where nobody reads it, or nowhere: but its row would outlive whom it is about.
        if (state === 'fenced') throw permanent('gone', 'They were erased, or are about to be.');
        await store.model(outbox).updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
      });
    } catch (error) {
      throw classify(error);
    }
    detour.took();
    parts.nudgeRelay();
    return 'outbox';
  }

  const publishNow: PublishNow = async (type, { id, tenant, user, key = user ?? tenant, time, data }) => {
    const started = clock.elapsed();
    const { topic } = type.stream;
    const turn = turnOf(`${topic} ${key}`);
    const attributes = {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.destination.name': topic,
      'messaging.message.id': id,
      'crescendo.tenant': tenant,
    };
    return await inSpan({ name: `send ${type.name}`, kind: 'producer', attributes }, async (span) => {
      const value = await sealEvent(parts.keyring, type as EventType, { id, tenant, user, time }, data as object);
      const source = sourceOf(parts.service);
      const event = { id, type: type.name, source, time, tenant, user, key, value, traceparent: activeTraceparent() };
      const by = await takenBy(turn, { topic, event, until: started + BEGIN_WITHIN_MS });
      span.setAttribute('crescendo.acknowledged_by', by);
      metrics.edgeSeconds.observe({ by }, (clock.elapsed() - started) / 1000);
      return by;
    }).finally(() => turn.over());
  };

  /** Waits until someone has the event, in its turn. */
  async function takenBy(turn: Turn, offered: Offered): Promise<AcknowledgedBy> {
    const { topic, event } = offered;
    await turn.mayBeSent;
    if (detour.isNeeded) await detour.lastLook();
    if (detour.isNeeded || turn.followsDetour()) return await keptInTurn(turn, offered);
    const sent = publisher.send([{ topic, event }]).then(() => 'broker' as const);
    turn.sent();
    const notSent = (error: unknown) => log.debug({ err: error }, 'the broker did not take an event; the outbox does');
    const soon = await orLate(clock, BROKER_MS, sent.catch(notSent));
    if (soon) return soon;
    // A broker that is only slow may still have it first, and may be the only one who is there.
    const kept = keptInTurn(turn, offered);
    return await Promise.any([sent, kept]).catch(() => kept);
  }

  async function keptInTurn(turn: Turn, { topic, event, until }: Offered): Promise<AcknowledgedBy> {
    turn.detours();
    await turn.mayDetour;
    return await toOutbox(topic, event, until);
  }

  return { publishNow, beforeLook: detour.beforeLook };
}

/** What `work` resolves to, or undefined when that takes longer. */
async function orLate<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const callOff = clock.after(ms, () => resolve(undefined));
  return await Promise.race([work, late]).finally(callOff);
}
