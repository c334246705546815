import { randomBytes } from 'node:crypto';
import { chassisCollections } from '@crescendo/chassis/src/chassis-collections.ts';
import { systemClock } from '@crescendo/chassis/src/clock.ts';
import { createFences } from '@crescendo/chassis/src/fences/fences.ts';
import { runUnit } from '@crescendo/chassis/src/handlers/unit-of-work.ts';
import { outbox } from '@crescendo/chassis/src/outbox/outbox.ts';
import type { Relay } from '@crescendo/chassis/src/outbox/relay.ts';
import { offsets } from '@crescendo/chassis/src/process/inbox.ts';
import { createKafka } from '@crescendo/chassis/src/wire/kafka.ts';
import { newId } from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { readTopics, type TopicRecord } from '@crescendo/scan';
import { expect, inject, vi } from 'vitest';
import { patientStore } from '../patient-store.ts';
import { sharedSignatures } from '../signatures.ts';
import { faultyProduces } from './faulty-produces.ts';
import { keptLog } from './kept-log.ts';
import type { Mechanism } from './mechanism.ts';
import { ownEngine } from './own-engine.ts';
import { createReplica, type ObservedConsumer } from './replica.ts';
import { type ReplicaProcess, startReplicaProcess } from './replica-process.ts';
import { type ToyType, tallies, toyHandlers, toysOf } from './toys.ts';
import { type BeforeCommit, watchedCommits } from './watched-commits.ts';

/**
 * How long to wait: long enough for engines to restart on a busy machine. Shorter without a mechanism, where the wait
 * is expected to fail.
 */
const patienceMs = (without: Mechanism | undefined) => (without ? 60_000 : 150_000);

export type BusOptions = {
  /** A mechanism to leave out. */
  without?: Mechanism;
  /** Starts an engine for this bus alone, to kill and restart. */
  own?: 'kafka' | 'mongodb' | undefined;
};

export type TestBus = Awaited<ReturnType<typeof testBus>>;

/** An assertion did not hold in time. This proves nothing, since the machine may be too busy. */
class NotInTime extends Error {
  override readonly name = 'NotInTime';
  constructor(cause: unknown) {
    super(`not in time: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

type Stoppable = { stop(): Promise<void> };

/**
 * Carries toy events from their outbox over a real broker to their handlers in a real database, with its own topics,
 * group and database. The caller starts and stops relays and consumers as needed; `close` stops whatever still runs and
 * leaves nothing behind.
 */
export async function testBus({ without, own }: BusOptions = {}) {
  const patience = patienceMs(without);
  const name = `bus_${randomBytes(6).toString('hex')}`;
  const given = inject('engines');
  const engine = own && (await ownEngine(own, given));
  const { brokers, adminUri } = engine ?? given;
  const uri = await createDatabase(adminUri, name);
  const store = await patientStore(uri, [...chassisCollections, tallies]);
  const { log, lines } = keptLog(name);
  const kafka = createKafka({ service: name, brokers, log });
  const produceFaults = faultyProduces(kafka);
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const toys = toysOf(name);
  const topics = Object.values(toys.topics);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 3 })), waitForLeaders: false });
  await vi.waitFor(async () => {
    const { topics: known } = await admin.fetchTopicMetadata({ topics });
    expect(known.flatMap(({ partitions }) => partitions).filter(({ leader }) => leader >= 0)).toHaveLength(
      3 * topics.length,
    );
  }, patience);

  let beforeCommit: BeforeCommit = async () => {};
  const { handled, watch } = watchedCommits((about) => beforeCommit(about));
  const handlers = toyHandlers(toys, handled);
  const parts = { group: name, topics, handlers, kafka, store, keyring, log, without, watch };
  const replica = createReplica(parts);

  const running = new Set<Stoppable>();
  const keep = <T extends Stoppable>(part: T): T => {
    running.add(part);
    return { ...part, stop: () => part.stop().finally(() => running.delete(part)) };
  };
  const consumers: ObservedConsumer[] = [];
  const relays = new Set<Relay>();
  const nudgeRelays = () => {
    for (const relay of relays) relay.nudge();
  };

  const bus = {
    ...toys,
    store,
    group: name,
    kafka,
    admin,
    /** Set if the bus has its own engine. */
    engine,
    /** How the next produces fail, one entry each. */
    produceFaults,
    /** The bus's log lines of a level; `warn` and above are kept. */
    logged: (level: string) => lines.filter((line) => line.level === level),
    /** Waits until an assertion holds; throws {@link NotInTime} with what it threw last. */
    eventually: <T>(assertion: () => T | Promise<T>, timeout = patience) =>
      vi.waitFor(assertion, { timeout, interval: 100 }).catch((cause) => {
        throw new NotInTime(cause);
      }),
    /** Sets what happens whenever a handler has done its work and its transaction is about to commit. */
    beforeCommit(happens: BeforeCommit) {
      beforeCommit = happens;
    },

    /** Publishes numbers for a tenant, each in its own transaction. `weight` makes each event larger. */
    async publish(type: ToyType, tenant: string, numbers: readonly number[], weight?: string): Promise<void> {
      for (const number of numbers) {
        const unit = { tenant, now: new Date(), publishes: [type] };
        const { store } = replica;
        const guards = { fences: createFences(store), signatures: sharedSignatures(), clock: systemClock };
        const parts = { store, keyring, service: 'billing', ...guards } as const;
        await runUnit(parts, unit, async (tx) => tx.publish(type, { number, ...(weight && { weight }) }));
      }
      nudgeRelays();
    },
    startRelay(): Relay {
      const relay = keep(replica.startRelay(newId('event')));
      relays.add(relay);
      return relay;
    },
    /** Starts a consumer as a service has it: it is replaced when kafkajs gives it up. */
    startConsumer(): ObservedConsumer {
      const consumer = keep(replica.startConsumer(nudgeRelays));
      consumers.push(consumer);
      return consumer;
    },
    startConsumerOnce: async () => keep(await replica.startConsumerOnce()),
    /** Starts a whole replica in its own process, whose wall clock is off by `clockShiftMs`. */
    async startProcess(clockShiftMs: number): Promise<ReplicaProcess> {
      return keep(await startReplicaProcess({ bus: name, brokers, uri, without: without?.name, clockShiftMs }));
    },
    /** Produces records by hand. */
    async produce(topic: string, messages: Parameters<ReturnType<typeof kafka.producer>['send']>[0]['messages']) {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic, messages });
      await producer.disconnect();
    },
    /** Copies a record on the wire: the same event at a later offset. */
    async copy({ topic, message: { key, value, headers } }: TopicRecord): Promise<void> {
      await bus.produce(topic, [{ key, value, ...(headers && { headers }) }]);
    },

    /** Every record of a topic, by partition and offset. */
    async wire(topic: string): Promise<TopicRecord[]> {
      const records = await readTopics(brokers, [topic]);
      return records.toSorted(
        (a, b) => a.partition - b.partition || Number(a.message.offset) - Number(b.message.offset),
      );
    },
    async tally(tenant: string): Promise<{ count: number; seen: number[] }> {
      const row = await store.model(tallies).findById(tenant).lean();
      return { count: row?.count ?? 0, seen: row?.seen ?? [] };
    },
    /** How many committed events are not yet marked as sent. */
    pending: () => store.model(outbox).countDocuments({ status: 'pending' }),
    /** How far a topic is handled by its offset rows: the sum over its partitions. */
    async handledUpTo(topic: string): Promise<number> {
      const rows = await store.model(offsets).find().lean();
      return rows.filter(({ _id }) => _id.startsWith(`${topic}/`)).reduce((sum, { next }) => sum + next, 0);
    },
    /** Waits until a topic has at least `least` records, all of them are handled, and the outbox is empty. */
    async untilHandled(topic: string, least: number): Promise<void> {
      await bus.eventually(async () => {
        expect(await bus.pending()).toBe(0);
        const there = (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
        expect(there).toBeGreaterThanOrEqual(least); // it may have more: after a slow answer some are there twice
        expect(await bus.handledUpTo(topic)).toBe(there);
      });
    },
    /** How far a topic is handled by the offsets committed to Kafka: the sum over its partitions. */
    async toldUpTo(topic: string): Promise<number> {
      const [told] = await admin.fetchOffsets({ groupId: name, topics: [topic] });
      return (told?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    },
    /** How many events ended with an outcome, such as `duplicate`. */
    async concluded(outcome: string): Promise<number> {
      const counted = await Promise.all(consumers.map(({ metrics }) => metrics.handled.get()));
      const values = counted.flatMap(({ values }) => values).filter(({ labels }) => labels.outcome === outcome);
      return values.reduce((sum, { value }) => sum + value, 0);
    },

    async close(): Promise<void> {
      await Promise.all([...running].map((part) => part.stop()));
      await replica.close();
      keyring.close();
      await admin.deleteTopics({ topics }).catch(() => undefined); // a guarantee may have deleted them already
      await admin.disconnect();
      await store.close();
      if (engine) await engine.forget();
      else await dropDatabase(adminUri, name);
    },
  };
  return bus;
}
