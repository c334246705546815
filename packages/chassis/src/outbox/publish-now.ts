import { type Clear, type DataOf, type EventType, permanent, type ServiceName, transient } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Fences } from '../fences/fences.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { activeTraceparent, inSpan } from '../telemetry/tracing.ts';
import type { Deadline } from '../waiting/deadline.ts';
import { type EventRecord, sourceOf } from '../wire/envelope.ts';
import type { Publisher } from '../wire/publisher.ts';
import { sealEvent } from '../wire/seal-event.ts';
import { createDetour, type Detour } from './detour.ts';
import { localPosition, outbox } from './outbox.ts';
import { createTurns, type Turn } from './turns.ts';

/** Who holds the event now. */
export type AcknowledgedBy = 'broker' | 'outbox';

/**
 * Publishes from the edge, where a caller waits: seals, produces, and resolves once the broker has the event. If the
 * broker does not acknowledge within a second, or older events still wait in the outbox, the outbox takes the event
 * under the same id. Events of a key keep the order of the calls, whoever takes them.
 *
 * If neither takes it, throws a retriable Failure, by `limit` at the latest; after that nothing more starts. The code
 * says what to expect. `in-doubt`: the broker or the outbox got the event but did not confirm it in time, and the other
 * could not take it either, so it may have an effect. Any other code: it has no effect.
 */
export type PublishNow = <E extends EventType>(
  type: E,
  event: {
    /** The same for each delivery of the same thing: consumers recognise a replay by it. */
    id: string;
    tenant: string;
    user?: string;
    /** The stream's key, if it is neither the tenant nor the user. */
    key?: string;
    time: Date;
    data: Clear<DataOf<E>>;
  },
  /** When the caller must have an answer. */
  limit: Deadline,
) => Promise<AcknowledgedBy>;

const BROKER_MS = 1_000;
/** Time reserved for the outbox at the end, enough for a slow database. The broker gets no time after it begins. */
const OUTBOX_MS = 600;
/**
 * With less time left than this, the broker is not asked: it would hardly answer in time and leave the event in doubt.
 */
const LEAST_BROKER_MS = 100;
/** Time for a commit. None starts later, so its answer comes before the limit. */
const COMMIT_MS = 200;

export type DirectPublishing = { publishNow: PublishNow; beforeLook: Detour['beforeLook'] };

type Offered = {
  topic: string;
  event: EventRecord;
  limit: Deadline;
  /** True when the broker or the outbox may have it. */
  doubt: { any: boolean };
};

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

  async function toOutbox({ topic, event, limit, doubt }: Offered): Promise<AcknowledgedBy> {
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
    const keep = async () => {
      const [state] = await parts.fences.statesOf([event]);
      // Consumers would drop the event anyway, but its row would outlive the person or customer.
      if (state === 'fenced') throw permanent('gone', 'They were erased, or are about to be.');
      await store.model(outbox).updateOne({ _id: id }, { $setOnInsert: row }, { upsert: true });
    };
    const commits = () => {
      doubt.any = true;
    };
    await store.transaction(keep, { until: limit.sooner(COMMIT_MS), commits }).catch((error) => {
      throw classify(error);
    });
    detour.took();
    parts.nudgeRelay();
    return 'outbox';
  }

  const publishNow: PublishNow = async (type, { id, tenant, user, key = user ?? tenant, time, data }, limit) => {
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
      const doubt = { any: false };
      const taken = async () => {
        const value = await sealEvent(parts.keyring, type as EventType, { id, tenant, user, time }, data as object);
        const source = sourceOf(parts.service);
        const event = { id, type: type.name, source, time, tenant, user, key, value, traceparent: activeTraceparent() };
        return await takenBy(turn, { topic, event, limit, doubt });
      };
      const by = await limit.within(taken()).catch((cause) => {
        throw doubt.any ? inDoubt(cause) : cause;
      });
      span.setAttribute('crescendo.acknowledged_by', by);
      metrics.edgeSeconds.observe({ by }, (clock.elapsed() - started) / 1000);
      return by;
    }).finally(() => turn.over());
  };

  /** Waits for the event's turn, then until the broker or the outbox has it. */
  async function takenBy(turn: Turn, offered: Offered): Promise<AcknowledgedBy> {
    const { topic, event, limit, doubt } = offered;
    const askBroker = limit.sooner(OUTBOX_MS);
    await turn.mayBeSent;
    if (detour.isNeeded) await orLate(clock, askBroker.left(), detour.lastLook());
    const until = askBroker.sooner(LEAST_BROKER_MS);
    if (detour.isNeeded || turn.followsDetour() || until.left() <= 0) return await keptInTurn(turn, offered);
    const begins = () => {
      doubt.any = true;
    };
    const sent = publisher.send([{ topic, event }], { until, begins }).then(() => 'broker' as const);
    turn.sent();
    const notSent = (error: unknown) => log.debug({ err: error }, 'the broker did not take an event; the outbox does');
    const soon = await orLate(clock, Math.min(BROKER_MS, askBroker.left()), sent.catch(notSent));
    if (soon) return soon;
    // A broker that is only slow may still be first, and the outbox may be away.
    const kept = keptInTurn(turn, offered);
    return await Promise.any([sent, kept]).catch(() => kept);
  }

  async function keptInTurn(turn: Turn, offered: Offered): Promise<AcknowledgedBy> {
    turn.detours();
    await turn.mayDetour;
    return await toOutbox(offered);
  }

  return { publishNow, beforeLook: detour.beforeLook };
}

const inDoubt = (cause: unknown) => transient('in-doubt', 'Nobody said in time whether they have it.', { cause });

/** The result of `work`, or undefined when it takes longer than `ms`. */
async function orLate<T>(clock: Clock, ms: number, work: Promise<T> | undefined): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const callOff = clock.after(Math.max(0, ms), () => resolve(undefined));
  return await Promise.race([work, late]).finally(callOff);
}
