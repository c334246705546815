import { type Admin, type Consumer, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { freshText } from './fresh-text.ts';

/** A record as a consumer gets it, with its place. */
export type TopicRecord = { topic: string; partition: number; message: KafkaMessage };

/** A short-lived client of a broker that others use too. */
export const kafkaClient = (brokers: string) =>
  new Kafka({ brokers: brokers.split(','), clientId: 'crescendo-scan', logLevel: logLevel.NOTHING });

/** All records in these topics now; by default in every topic, including Kafka's own. */
export async function readTopics(brokers: string, asked?: readonly string[]): Promise<TopicRecord[]> {
  const client = kafkaClient(brokers);
  const groupId = `crescendo-scan-${freshText()}`;
  const admin = client.admin();
  const consumer = client.consumer({ groupId });
  await admin.connect();
  try {
    const topics = asked ? [...asked] : await admin.listTopics();
    const ends = await fetchEnds(admin, topics);
    if (ends.size === 0) return [];
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    return await readUntil(consumer, ends);
  } finally {
    await consumer.disconnect();
    // Only tidiness: the group may not exist, or the broker may not know yet that it is empty. Then it expires in a
    // week.
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;

/** The current end of each partition (`topic/partition`) that is not empty: the offset of its next record. */
export async function topicEnds(brokers: string, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    return await fetchEnds(admin, topics);
  } finally {
    await admin.disconnect();
  }
}

async function fetchEnds(admin: Admin, topics: readonly string[]): Promise<Map<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(high) > BigInt(low)) ends.set(keyOf(topic, partition), BigInt(high));
    }
  }
  return ends;
}

function readUntil(consumer: Consumer, ends: Map<string, bigint>): Promise<TopicRecord[]> {
  const records: TopicRecord[] = [];
  return new Promise((resolve, reject) => {
    // A broker that has just started is not ready for groups for a while: then the consumer restarts.
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) reject(error);
    });
    consumer
      .run({
        autoCommit: false,
        async eachBatch({ batch: { topic, partition, messages } }) {
          const end = ends.get(keyOf(topic, partition)) ?? 0n;
          for (const message of messages) {
            if (BigInt(message.offset) < end) records.push({ topic, partition, message });
            if (BigInt(message.offset) >= end - 1n) ends.delete(keyOf(topic, partition));
          }
          if (ends.size === 0) resolve(records);
        },
      })
      .catch(reject);
  });
}
