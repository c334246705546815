import type { Stream } from '@crescendo/contracts';
import { Kafka, logLevel } from 'kafkajs';

/** Creates the missing topics of `streams`, each with one replica and its own settings. */
export async function createTopics(brokers: string, streams: readonly Stream[]): Promise<void> {
  const client = new Kafka({ brokers: brokers.split(','), clientId: 'crescendo-dev', logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const topics = streams
      .filter(({ topic }) => !existing.has(topic))
      .map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions.embedded,
        replicationFactor: 1,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}
