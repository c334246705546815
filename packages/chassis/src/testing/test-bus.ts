import { randomBytes } from 'node:crypto';
import { defineEvent, type EventType, newId, plain, tenantId, usersStream } from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/dev';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { inject, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type RunningConsumer, startConsumer } from '../bus/consumer.ts';
import { createKafka } from '../bus/kafka.ts';
import { createKillSwitch } from '../bus/kill-switch.ts';
import { createProcessor } from '../bus/process.ts';
import { createPublisher } from '../bus/publisher.ts';
import { startRelay } from '../bus/relay.ts';
import { on } from '../handlers/on.ts';
import { runUnit } from '../handlers/unit-of-work.ts';
import { readiness as createReadiness } from '../http/readiness.ts';
import { chassisCollections } from '../store/chassis-collections.ts';
import { collection } from '../store/collection.ts';
import { lease as createLease } from '../store/lease.ts';
import { openStore } from '../store/store.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';

/** What the toy handler keeps: how often it ran for a key (by increments), and the order it saw. */
const tallies = collection({
  name: 'tallies',
  schema: z.object({ _id: tenantId, count: plain(z.int()), seen: plain(z.array(z.int())) }),
});

/**
 * A toy event from its outbox over a real broker to its effect in a real database, in a topic, group and database of its
 * own. Tests start and stop relays and consumers as they like.
 */
export async function testBus(options: { handle?: (number: number) => Promise<void> } = {}) {
  const { brokers, adminUri } = inject('engines');
  const name = `bus_${randomBytes(6).toString('hex')}`;
  const uri = await createDatabase(adminUri, name);
  const store = await openStore({ uri, collections: [...chassisCollections, tallies] });
  const log = createLog(name, process.env.LOG_LEVEL ?? 'silent');
  const metrics = createMetrics(name);
  const kafka = createKafka({ service: name, brokers, log });
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const stream = { ...usersStream, keyedBy: 'tenant' as const, topic: `crescendo.${name}` };
  const counted = defineEvent({
    name: 'toy-counted',
    summary: 'A toy was counted.',
    stream,
    producers: ['billing'],
    data: z.object({ number: plain(z.int()), weight: plain(z.string()).optional() }),
  });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: stream.topic, numPartitions: 3 }], waitForLeaders: true });
  const handler = on(counted, {
    async handle(event, tx) {
      await options.handle?.(event.data.number);
      const change = { $inc: { count: 1 }, $push: { seen: event.data.number } };
      await tx.model(tallies).updateOne({ _id: event.tenant }, change, { upsert: true });
    },
  });
  const running: { stop(): Promise<void> }[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((part) => part.stop()));
    await admin.deleteTopics({ topics: [stream.topic] });
    await admin.disconnect();
    await store.close();
    await dropDatabase(adminUri, name);
  });
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    running.push(part);
    return {
      ...part,
      stop: async () => {
        running.splice(running.indexOf(part), 1);
        await part.stop();
      },
    };
  };

  return {
    store,
    topic: stream.topic,
    group: name,
    event: counted as EventType,
    metrics,
    kafka,
    admin,
    /** Publishes numbers for a tenant, each in a transaction of its own, as heavy as the text that goes with it. */
    async publish(tenant: string, numbers: readonly number[], weight?: string): Promise<void> {
      for (const number of numbers) {
        const unit = { tenant, now: new Date(), publishes: [counted] };
        await runUnit({ store, keyring, service: 'billing' }, unit, async (tx) =>
          tx.publish(counted, { number, ...(weight && { weight }) }),
        );
      }
    },
    startRelay() {
      const publisher = createPublisher(kafka, log);
      const lease = createLease(store, { name: 'background', holder: newId('event'), ms: 8_000 });
      const relay = startRelay({ store, publisher, lease, metrics, log });
      return keep({
        ...relay,
        stop: async () => {
          await relay.stop();
          await lease.release();
          await publisher.close();
        },
      });
    },
    async startConsumer(): Promise<RunningConsumer & { reasons(): Record<string, string> }> {
      const readiness = createReadiness();
      const processor = createProcessor({
        service: 'billing',
        handlers: [handler],
        store,
        keyring,
        killSwitch: createKillSwitch({ readiness, metrics, log }),
        metrics,
        log,
        committed: () => {},
      });
      const lost = (error: Error) => log.fatal({ err: error }, 'consumer ended');
      const parts = {
        group: name,
        topics: [stream.topic],
        kafka,
        store,
        processor,
        readiness,
        metrics,
        log,
        sessionTimeoutMs: 6_000,
        lost,
      };
      const consumer = await startConsumer(parts);
      return { ...keep(consumer), reasons: () => readiness.reasons() };
    },
    async tally(tenant: string): Promise<{ count: number; seen: number[] }> {
      const row = await store.model(tallies).findById(tenant).lean();
      return { count: row?.count ?? 0, seen: row?.seen ?? [] };
    },
  };
}
