import { type EachBatchPayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import type { mongo } from 'mongoose';

type Write = mongo.AnyBulkWriteOperation<{ _id: string }>;

const header = ({ headers }: KafkaMessage, name: string) => headers?.[name]?.toString() ?? '';

/** The same row as ours writes. */
export const insertOf = (message: KafkaMessage): Write => ({
  insertOne: {
    document: {
      _id: header(message, 'ce_id'),
      tenant: header(message, 'ce_tenant'),
      user: header(message, 'ce_subject'),
      at: new Date(header(message, 'ce_time')),
      ...JSON.parse(message.value?.toString() ?? ''),
    },
  },
});

/** Increments the tenant's count, for each event. */
export const incrementOf = (message: KafkaMessage): Write => {
  const tenant = header(message, 'ce_tenant');
  JSON.parse(message.value?.toString() ?? '');
  return {
    updateOne: { filter: { _id: tenant }, update: { $setOnInsert: { tenant }, $inc: { count: 1 } }, upsert: true },
  };
};

const CHUNK = 500;

/**
 * Seconds from the first batch until plain kafkajs and the driver have written `count` events, without any protection.
 */
export async function consumedByBare(at: {
  collection: mongo.Collection<{ _id: string }>;
  brokers: string;
  topic: string;
  count: number;
  writeOf: (message: KafkaMessage) => Write;
}): Promise<number> {
  const { collection, topic } = at;
  const kafka = new Kafka({ clientId: 'bare', brokers: at.brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${topic}.bare`, maxWaitTimeInMs: 300, maxBytesPerPartition: 1_048_576 });
  const done = Promise.withResolvers<number>();
  let started: number | undefined;
  let left = at.count;
  async function eachBatch({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary }: EachBatchPayload) {
    started ??= performance.now();
    for (let from = 0; from < batch.messages.length; from += CHUNK) {
      const messages = batch.messages.slice(from, from + CHUNK);
      await collection.bulkWrite(messages.map(at.writeOf), { ordered: false });
      resolveOffset(messages.at(-1)?.offset ?? '');
      await heartbeat();
      left -= messages.length;
    }
    await commitOffsetsIfNecessary();
    if (left <= 0) done.resolve((performance.now() - started) / 1_000);
  }
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ partitionsConsumedConcurrently: 3, autoCommitThreshold: 1, eachBatch });
    return await done.promise;
  } finally {
    await consumer.disconnect();
  }
}
