import { catalogue, Failure } from '@crescendo/contracts';
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { Readiness } from '../http/readiness.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from './backoff.ts';
import { type EventRecord, fromKafkaMessage } from './envelope.ts';
import { moveOffset, nextOffset, type Position } from './offsets.ts';
import type { Processor } from './process.ts';
import { type StopReason, stopMessage } from './stop-reason.ts';

export type ConsumerParts = {
  group: string;
  topics: readonly string[];
  kafka: Kafka;
  store: Store;
  processor: Processor;
  readiness: Readiness;
  metrics: Metrics;
  log: Logger;
  /** Milliseconds without a heartbeat after which the group counts this process as gone. */
  sessionTimeoutMs: number;
  /** The consumer can't go on: the process has to end and be started anew. */
  fatal: (error: Error) => void;
};

export type RunningConsumer = { stop(): Promise<void> };

/** Types that may label a metric: what else a record calls itself is anybody's. */
const known = new Set(catalogue.map(({ name }) => name));

/**
 * How far this process has come with a partition it was assigned: the offset to handle next, and where the partition's
 * row stands. Events that nobody here handles move the row only with the next that is handled, or at a batch's end.
 */
type Progress = { next: number; row: number };

/**
 * Consumes a service's topics as one group. The offset row in the service's own database is the truth: on assignment a
 * partition is paused, its row read, the fetch position set to it, then resumed; each effect moves the row in its own
 * transaction. Kafka gets the offset too, afterwards, for lag tools. An offset that the broker no longer has (or not
 * yet) stops the partition and turns the service unready: going on would lose events silently.
 */
export async function startConsumer(parts: ConsumerParts): Promise<RunningConsumer> {
  const { kafka, store, processor, readiness, metrics, log } = parts;
  const consumer = kafka.consumer({
    groupId: parts.group,
    allowAutoTopicCreation: false,
    sessionTimeout: parts.sessionTimeoutMs,
    rebalanceTimeout: parts.sessionTimeoutMs,
    heartbeatInterval: Math.floor(parts.sessionTimeoutMs / 10),
    maxWaitTimeInMs: 300,
    maxBytesPerPartition: 1_048_576,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => true },
  });
  const admin = kafka.admin();
  const stopping = new AbortController();
  let assignment = { generation: 0, progress: new Map<string, Progress>() };

  const id = (topic: string, partition: number) => `${topic}/${partition}`;

  function stopPartition(reason: StopReason, topic: string, partition: number): void {
    assignment.progress.delete(id(topic, partition));
    consumer.pause([{ topic, partitions: [partition] }]);
    readiness.set(`partition ${id(topic, partition)}`, reason);
    log.fatal({ topic, partition, reason }, stopMessage[reason]);
  }

  /** Finds where to read on, and starts reading there. */
  async function place(topic: string, partition: number, generation: number): Promise<void> {
    const watermarks = (await admin.fetchTopicOffsets(topic)).find((found) => found.partition === partition);
    if (!watermarks) throw new Error(`no watermarks for ${id(topic, partition)}`);
    const [low, high] = [Number(watermarks.low), Number(watermarks.high)];
    const next = await nextOffset(store, { topic, partition }, low);
    if (generation !== assignment.generation) return;
    if (next < low) stopPartition('offset-expired', topic, partition);
    else if (next > high) stopPartition('offset-beyond-end', topic, partition);
    else {
      readiness.set(`partition ${id(topic, partition)}`, undefined);
      assignment.progress.set(id(topic, partition), { next, row: next });
      consumer.seek({ topic, partition, offset: String(next) });
      consumer.resume([{ topic, partitions: [partition] }]);
      metrics.lagMessages.set({ topic, partition }, high - next);
    }
  }

  async function placeUntilDone(topic: string, partition: number, generation: number): Promise<void> {
    for (let failures = 0; generation === assignment.generation && !stopping.signal.aborted; failures++) {
      try {
        await place(topic, partition, generation);
        return;
      } catch (error) {
        log[failures === 3 ? 'warn' : 'debug']({ err: error, topic, partition }, 'a partition waits for its position');
        await pause(backoff(failures), stopping.signal);
      }
    }
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    // Listeners are not awaited: what must happen before the first fetch happens synchronously.
    const assigned = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
    consumer.pause(assigned);
    const generation = assignment.generation + 1;
    assignment = { generation, progress: new Map() };
    readiness.set('consumer', undefined);
    log.info(
      { generation, partitions: assigned.reduce((sum, { partitions }) => sum + partitions.length, 0) },
      'assigned',
    );
    for (const { topic, partitions } of assigned)
      for (const partition of partitions) void placeUntilDone(topic, partition, generation);
  });

  consumer.on(consumer.events.CRASH, ({ payload }) => {
    readiness.set('consumer', 'rejoining');
    if (payload.restart) log.warn({ err: payload.error }, 'the consumer lost its group and joins again');
    else if (!stopping.signal.aborted) parts.fatal(payload.error);
  });
  consumer.on(consumer.events.DISCONNECT, () => readiness.set('consumer', 'disconnected'));

  /** The row moved without us: it says where to go on, here or (after a rebalance) at another consumer. */
  function placeAnew(topic: string, partition: number): void {
    assignment.progress.delete(id(topic, partition));
    consumer.pause([{ topic, partitions: [partition] }]);
    void placeUntilDone(topic, partition, assignment.generation);
  }

  async function eachBatch({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    const { generation } = assignment;
    const progress = assignment.progress.get(id(topic, partition));
    if (!progress || isStale()) return;
    const mine = () => isRunning() && !isStale() && generation === assignment.generation && !stopping.signal.aborted;
    const first = batch.messages[0];
    if (first && Number(first.offset) > progress.next) {
      stopPartition('offset-expired', topic, partition);
      return;
    }
    try {
      const records = batch.messages
        .filter((message) => Number(message.offset) >= progress.next)
        .map((message) => ({ message, event: decode(message) }));
      await processor.prepare(records.flatMap(({ event }) => (event instanceof Failure ? [] : [event])));
      for (const { message, event } of records) {
        if (!mine()) return;
        const position = { topic, partition, offset: Number(message.offset) };
        await withHeartbeats(heartbeat, () => handle(event, position, progress));
        resolveOffset(message.offset);
        metrics.lagSeconds.set({ topic, partition }, Math.max(0, (Date.now() - Number(message.timestamp)) / 1000));
        await heartbeat();
      }
      if (!mine()) return;
      if (progress.row !== progress.next) {
        await moveOffset(store, { topic, partition, offset: progress.next - 1 }, progress.row);
        progress.row = progress.next;
      }
    } catch (error) {
      const failure = classify(error);
      if (failure.code === 'stale-offset') placeAnew(topic, partition);
      else if (!failure.retry) throw error; // kafkajs' own, such as a rebalance: it has to see it
      return;
    }
    metrics.lagMessages.set({ topic, partition }, Math.max(0, Number(batch.highWatermark) - progress.next));
    await consumer.commitOffsets([{ topic, partition, offset: String(progress.next) }]);
  }

  /** Long work must not look like a process that is gone. A failed beat shows in the next one that is awaited. */
  async function withHeartbeats<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
    const beat = () => heartbeat().catch((error) => log.debug({ err: error }, 'no heartbeat'));
    const beating = setInterval(beat, parts.sessionTimeoutMs / 5);
    try {
      return await work();
    } finally {
      clearInterval(beating);
    }
  }

  async function handle(event: EventRecord | Failure, position: Position, progress: Progress): Promise<void> {
    const place = { position, expected: progress.row };
    const next = position.offset + 1;
    if (event instanceof Failure) await processor.refuse(place, event, stopping.signal);
    else if (processor.handles(event.type)) await processor.process(event, place, stopping.signal);
    else {
      metrics.handled.inc({ event: known.has(event.type) ? event.type : 'unknown', outcome: 'not-for-us', code: '' });
      progress.next = next;
      return;
    }
    progress.next = next;
    progress.row = next;
  }

  await admin.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [...parts.topics], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 3, eachBatch });

  return {
    async stop() {
      stopping.abort();
      await consumer.stop();
      await consumer.disconnect();
      await admin.disconnect();
    },
  };
}

function decode(message: KafkaMessage): EventRecord | Failure {
  try {
    return fromKafkaMessage(message);
  } catch (error) {
    return classify(error);
  }
}
