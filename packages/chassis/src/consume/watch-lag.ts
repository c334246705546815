import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Metrics } from '../telemetry/metrics.ts';
import { pause } from '../waiting/backoff.ts';
import { orAborted } from '../waiting/or-aborted.ts';

const EVERY_MS = 5_000;

type WatchParts = { kafka: Kafka; metrics: Pick<Metrics, 'lag'>; log: Logger; signal: AbortSignal };

/**
 * Asks the broker every five seconds where the partitions of this process end, so the lag is known even while the
 * consumer is stuck, paused or retrying. Uses its own connection, which outlives consumers. Resolves after `signal`.
 */
export async function watchLag({ kafka, metrics, log, signal }: WatchParts): Promise<void> {
  let admin: Admin | undefined;

  async function leave(): Promise<void> {
    const left = admin;
    admin = undefined;
    await left?.disconnect().catch((error) => log.debug({ err: error }, 'a connection was not closed in order'));
  }

  async function look(): Promise<void> {
    const topics = metrics.lag.topics();
    if (topics.length === 0) return;
    if (!admin) {
      const fresh = kafka.admin();
      await fresh.connect();
      admin = fresh;
      if (signal.aborted) return await leave();
    }
    for (const topic of topics)
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
        metrics.lag.looked({ topic, partition }, { low: Number(low), high: Number(high) });
  }

  async function lookIfItAnswers(): Promise<void> {
    try {
      await look();
    } catch (error) {
      log.debug({ err: error }, 'the broker did not say where partitions end');
      await leave();
    }
  }

  do await orAborted(signal, lookIfItAnswers());
  while (await pause(EVERY_MS, signal));
  await leave();
}
