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

/** Engines that restart are waited for, on a busy machine. Without a mechanism the wait is what fails. */
const patienceMs = (without: Mechanism | undefined) => (without ? 60_000 : 150_000);

export type BusOptions = {
  /** A mechanism that the bus has to do without. */
  without?: Mechanism;
  /** An engine of its own, to be killed and started again. */
  own?: 'kafka' | 'mongodb' | undefined;
};

export type TestBus = Awaited<ReturnType<typeof testBus>>;

/** Something did not come about for so long that it hardly will: the machine may be too busy, so it proves nothing. */
class NotInTime extends Error {
  override readonly name = 'NotInTime';
  constructor(cause: unknown) {
    super(`not in time: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

type Stoppable = { stop(): Promise<void> };

/**
 * Toy events from their outbox over a real broker to their effect in a real database, in topics, a group and a database
 * of their own. Whoever has it starts and stops relays and consumers as they like; `close` stops what still runs and
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
    /** Given for an engine of its own. */
    engine,
    /** What happens to the next produces, one after the other, instead of succeeding. */
    produceFaults,
    /** What the bus has logged, as a warning at least. */
    logged: (level: string) => lines.filter((line) => line.level === level),
    /** Waits until an assertion holds; throws {@link NotInTime} with what it threw last. */
    eventually: <T>(assertion: () => T | Promise<T>, timeout = patience) =>
      vi.waitFor(assertion, { timeout, interval: 100 }).catch((cause) => {
        throw new NotInTime(cause);
      }),
    /** Has this happen whenever a handler has done its work, and all of it is about to be committed. */
    beforeCommit(happens: BeforeCommit) {
      beforeCommit = happens;
    },

    /** Publishes numbers of a tenant, each in a transaction of its own, as heavy as the text that goes with it. */
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
    /** A consumer as a service has it: whatever goes, it goes on. */
    startConsumer(): ObservedConsumer {
      const consumer = keep(replica.startConsumer(nudgeRelays));
      consumers.push(consumer);
      return consumer;
    },
    startConsumerOnce: async () => keep(await replica.startConsumerOnce()),
    /** A whole replica in a process of its own, whose clock is wrong by so much. */
    async startProcess(clockShiftMs: number): Promise<ReplicaProcess> {
      return keep(await startReplicaProcess({ bus: name, brokers, uri, without: without?.name, clockShiftMs }));
    },
    /** Brings records to the broker by hand. */
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
    /** How many committed events are not known to be at the broker. */
    pending: () => store.model(outbox).countDocuments({ status: 'pending' }),
    /** How far the database says that a topic is handled, by partition: the sum. */
    async handledUpTo(topic: string): Promise<number> {
      const rows = await store.model(offsets).find().lean();
      return rows.filter(({ _id }) => _id.startsWith(`${topic}/`)).reduce((sum, { next }) => sum + next, 0);
    },
    /** Waits until at least so many records of a topic are there, all of it is handled, and nothing more is to come. */
    async untilHandled(topic: string, least: number): Promise<void> {
      await bus.eventually(async () => {
        expect(await bus.pending()).toBe(0);
        const there = (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
        expect(there).toBeGreaterThanOrEqual(least); // more: a broker that was busy for a moment has some twice
        expect(await bus.handledUpTo(topic)).toBe(there);
      });
    },
    /** How far Kafka was told that a topic is handled: the sum over its partitions. */
    async toldUpTo(topic: string): Promise<number> {
      const [told] = await admin.fetchOffsets({ groupId: name, topics: [topic] });
      return (told?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    },
    /** How many events were concluded in this way, such as `duplicate`. */
    async concluded(outcome: string): Promise<number> {
      const counted = await Promise.all(consumers.map(({ metrics }) => metrics.handled.get()));
      const values = counted.flatMap(({ values }) => values).filter(({ labels }) => labels.outcome === outcome);
      return values.reduce((sum, { value }) => sum + value, 0);
    },

    async close(): Promise<void> {
      await Promise.all([...running].map((part) => part.stop()));
      await replica.close();
      keyring.close();
      await admin.deleteTopics({ topics }).catch(() => undefined); // those that a guarantee took away
      await admin.disconnect();
      await store.close();
      if (engine) await engine.forget();
      else await dropDatabase(adminUri, name);
    },
  };
  return bus;
}
