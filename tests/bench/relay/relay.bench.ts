import { newId, usersStream } from '@crescendo/contracts';
import { createTopics } from '@crescendo/engines';
import { chassisCollections } from '../../../packages/chassis/src/chassis-collections.ts';
import { type OutboxRow, outbox, toRecord } from '../../../packages/chassis/src/outbox/outbox.ts';
import { startRelay } from '../../../packages/chassis/src/outbox/relay.ts';
import { lease as createLease } from '../../../packages/chassis/src/store/lease.ts';
import { openStore, type Store } from '../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../packages/chassis/src/telemetry/log.ts';
import { createMetrics } from '../../../packages/chassis/src/telemetry/metrics.ts';
import { toKafkaMessage } from '../../../packages/chassis/src/wire/envelope.ts';
import { createKafka } from '../../../packages/chassis/src/wire/kafka.ts';
import { createPublisher } from '../../../packages/chassis/src/wire/publisher.ts';
import { alternate } from '../alternate.ts';
import type { Benchmark } from '../benchmark.ts';
import { bareProducer } from '../stage/bare-producer.ts';
import { median, ratios } from '../statistics.ts';

const TOPIC = 'crescendo.bench-relay';
const BARE_BATCH = 500;
const VALUE = JSON.stringify({ message: 'x'.repeat(670) });
const CAUSES = 3;

/**
 * Events from the outbox to the broker, including their marks, compared with a producer that has them in memory and
 * marks nothing.
 */
export const relayBenchmark: Benchmark = {
  name: 'relay',
  about: 'Committed events to Kafka, against a bare batched producer of the same records',
  async run(bench) {
    const { brokers, database } = await bench.engines();
    await createTopics(brokers, [{ ...usersStream, topic: TOPIC }]);
    const store = await openStore({ uri: await database('bench_relay'), collections: chassisCollections });
    const producer = await bareProducer(brokers);
    try {
      const [rounds, count] = bench.quick ? [2, 3_000] : [7, 10_000];
      const rows = () => Array.from({ length: count }, (_, at) => pendingRow(at));
      const found = await alternate(
        {
          relay: async () => {
            await store.model(outbox).insertMany(rows(), { lean: true, rawResult: true });
            return count / (await relayed(store, brokers));
          },
          bare: async () => {
            const messages = rows().map((row) => toKafkaMessage(toRecord(row)));
            const started = performance.now();
            for (let at = 0; at < count; at += BARE_BATCH)
              await producer.send({ topic: TOPIC, acks: -1, messages: messages.slice(at, at + BARE_BATCH) });
            return count / ((performance.now() - started) / 1_000);
          },
        },
        {
          rounds,
          onRound: (round, { relay, bare }) => bench.say(`round ${round}: ${relay.toFixed(0)}, ${bare.toFixed(0)}`),
        },
      );
      return [
        {
          what: 'events/s from the outbox, read, produced and marked, against producing them from memory in batches of 500',
          result: { ratio: ratios(found.relay, found.bare) },
          goal: 0.7,
          here: `${median(found.relay).toFixed(0)}/s against ${median(found.bare).toFixed(0)}/s`,
        },
      ];
    } finally {
      await producer.disconnect();
      await store.close();
    }
  },
};

function pendingRow(at: number): OutboxRow {
  const now = new Date();
  return {
    _id: newId('event'),
    tenant: 'tnt_00000000000000000000000000',
    topic: TOPIC,
    key: `usr_${at % 500}`,
    type: 'message-sent',
    source: '/crescendo/gateway',
    time: now,
    value: VALUE,
    status: 'pending',
    cause: `crescendo.users/${at % CAUSES}`,
    position: at,
    index: 0,
    createdAt: now,
  };
}

/** Seconds until the real relay has nothing more to send. */
async function relayed(store: Store, brokers: string): Promise<number> {
  const log = createLog('bench', 'silent');
  const publisher = createPublisher(createKafka({ service: 'bench', brokers, log }), log);
  await publisher.send([{ topic: TOPIC, event: toRecord(pendingRow(0)) }]); // connects before the measured time
  const lease = createLease(store, { name: 'background', holder: 'bench', ms: 8_000 });
  await lease.hold();
  const nothingLeft = Promise.withResolvers<void>();
  const beforeLook = () => (waiting: number) => {
    if (waiting === 0) nothingLeft.resolve();
  };
  const started = performance.now();
  const relay = startRelay({ store, publisher, lease, metrics: createMetrics('bench'), log, beforeLook });
  await nothingLeft.promise;
  const seconds = (performance.now() - started) / 1_000;
  await relay.stop();
  await lease.release();
  await publisher.close();
  return seconds;
}
