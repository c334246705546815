import { onBatch } from '@crescendo/chassis';
import { sharedSignatures } from '@crescendo/chassis-testing';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { systemClock } from '../../../packages/chassis/src/clock.ts';
import { startConsumer } from '../../../packages/chassis/src/consume/consumer.ts';
import { createKillSwitch } from '../../../packages/chassis/src/consume/kill-switch.ts';
import { createProcessor } from '../../../packages/chassis/src/consume/processor.ts';
import { createFences } from '../../../packages/chassis/src/fences/fences.ts';
import type { BatchHandler } from '../../../packages/chassis/src/handlers/on.ts';
import { readiness as createReadiness } from '../../../packages/chassis/src/http/readiness.ts';
import type { Store } from '../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../packages/chassis/src/telemetry/log.ts';
import { createMetrics } from '../../../packages/chassis/src/telemetry/metrics.ts';
import { createKafka } from '../../../packages/chassis/src/wire/kafka.ts';
import { tallies, toyStored, toys } from './toy.ts';

/** Every event becomes a row. */
export const insertToys = onBatch([toyStored], {
  async handle(events, tx) {
    const rows = events.map(({ id, tenant, user, time, data }) => ({ _id: id, tenant, user, at: time, ...data }));
    await tx.model(toys).insertMany(rows);
  },
});

/** Counts events by tenant; folds them before it writes. */
export const countToys = onBatch([toyStored], {
  async handle(events, tx) {
    const counts = new Map<string, number>();
    for (const { tenant } of events) counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
    await tx.model(tallies).bulkWrite(
      [...counts].map(([tenant, count]) => ({
        updateOne: {
          filter: { _id: `${tenant}/${tx.partition}` },
          update: { $setOnInsert: { tenant }, $inc: { count } },
          upsert: true,
        },
      })),
    );
  },
});

/** Seconds from the first batch until the real consumer has committed `count` events of the topic. */
export async function consumedByOurs(at: {
  store: Store;
  brokers: string;
  topic: string;
  count: number;
  handler: BatchHandler;
}): Promise<number> {
  const { store, topic, count } = at;
  const log = createLog('bench', process.env.LOG_LEVEL ?? 'silent');
  const metrics = createMetrics('billing');
  const readiness = createReadiness();
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const processor = createProcessor({
    service: 'billing',
    handlers: [at.handler],
    store,
    keyring,
    fences: createFences(store),
    signatures: sharedSignatures(),
    clock: systemClock,
    killSwitch: createKillSwitch({ readiness, metrics, log }),
    metrics,
    log,
    committed: () => {},
  });
  const done = Promise.withResolvers<number>();
  let started: number | undefined;
  let left = count;
  /** An event that is alone in its fetch is processed by itself, all others in chunks. */
  const handled = (events: number) => {
    left -= events;
    if (left === 0 && started !== undefined) done.resolve((performance.now() - started) / 1_000);
  };
  const consumer = await startConsumer({
    group: topic,
    topics: [topic],
    kafka: createKafka({ service: 'bench', brokers: at.brokers, log }),
    store,
    processor: {
      ...processor,
      async prepare(events) {
        started ??= performance.now();
        await processor.prepare(events);
      },
      async process(event, place, signal) {
        const processed = await processor.process(event, place, signal);
        handled(1);
        return processed;
      },
      async processChunk(chunk, place, signal) {
        const whole = await processor.processChunk(chunk, place, signal);
        if (whole) handled(chunk.events.length);
        else done.reject(new Error('a chunk of the benchmark failed'));
        return whole;
      },
    },
    readiness,
    metrics,
    log,
    sessionTimeoutMs: 10_000,
    lost: done.reject,
  });
  try {
    return await done.promise;
  } finally {
    await consumer.stop();
    keyring.close();
  }
}
