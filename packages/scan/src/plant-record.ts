import type { CompressionTypes } from 'kafkajs';
import { freshText } from './fresh-text.ts';
import { kafkaClient } from './read-topics.ts';

/** Produces a record with a text to a separate topic; resolves to a function that deletes the topic. */
export async function plantRecord(
  brokers: string,
  { text, compression }: { text: string; compression: CompressionTypes },
): Promise<() => Promise<void>> {
  const client = kafkaClient(brokers);
  const topic = `scan-recall-${freshText()}`;
  const admin = client.admin();
  const producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
  await producer.send({ topic, acks: -1, compression, messages: [{ value: `a careless record: ${text}` }] });
  await producer.disconnect();
  return async () => {
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  };
}
