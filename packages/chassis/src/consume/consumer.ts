import { catalogue, Failure } from '@crescendo/contracts';
import kafkajs, { type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import { startDrain } from '../dead-letters/drain.ts';
import type { Readiness } from '../http/readiness.ts';
import { createPartitionTurns } from '../process/partition-turns.ts';
import type { Position } from '../process/position.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type EventRecord, fromKafkaMessage } from '../wire/envelope.ts';
import { addSeen, seenIn } from '../wire/sequence.ts';
import { createAssignment, type Progress } from './assignment.ts';
import { type Read, type Step, steps } from './chunks.ts';
import { followGroup } from './follow-group.ts';
import { createLongWork } from './long-work.ts';
import { followPassedOver } from './passed-over.ts';
import type { Processor } from './processor.ts';

// Node cannot import this name from the CommonJS module directly.
const { KafkaJSError } = kafkajs;

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
  /** Called when kafkajs gives this consumer up: a new one must replace it. */
  lost: (error: Error) => void;
};

export type RunningConsumer = { stop(): Promise<void> };

/** How long a stop waits for the current batch and for leaving the group. After that the group notices by itself. */
const STOP_MS = 2_000;

/** Types that may label a metric. A record may claim any other type, so those share one label. */
const known = new Set(catalogue.map(({ name }) => name));

/**
 * Consumes a service's topics as one group. The offset row in the service's own database is the truth: on assignment we
 * pause the partition, read its row, seek to it, then resume. Each handled event moves the row in its own transaction.
 * Afterwards we also commit the offset to Kafka, for lag tools. If the broker no longer has that offset (or does not
 * have it yet), the partition stops and the service becomes unready: going on would silently lose events.
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
  const { signal } = stopping;
  const assignment = createAssignment({ consumer, admin, store, readiness, metrics, log, signal });
  const turns = createPartitionTurns();
  const longWork = createLongWork({ assignment, log });
  const rows = followPassedOver({ consumer, assignment, turns, store, log, signal });

  let losses = 0;
  followGroup(consumer, {
    joined(partitions) {
      assignment.replace(partitions);
      losses = 0;
      readiness.set('consumer', undefined);
      log.info({ partitions: partitions.length }, 'assigned');
    },
    crashed({ error, restart }) {
      readiness.set('consumer', 'rejoining');
      // While the broker is away every attempt ends here. Readiness shows it; the log says it once.
      if (restart)
        log[losses++ === 0 ? 'warn' : 'debug']({ err: error }, 'the consumer lost its group and joins again');
      else if (!signal.aborted) parts.lost(error);
    },
    disconnected: () => readiness.set('consumer', 'disconnected'),
  });

  async function eachBatch({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    const progress = assignment.progressOf({ topic, partition });
    if (!progress || isStale()) return;
    metrics.lag.fetched({ topic, partition }, batch.messages);
    const mine = () =>
      isRunning() && !isStale() && assignment.progressOf({ topic, partition }) === progress && !signal.aborted;
    const first = batch.messages[0];
    if (first && Number(first.offset) > progress.next) {
      assignment.stopPartition('offset-expired', { topic, partition });
      return;
    }
    try {
      const ahead = batch.messages.filter((message) => Number(message.offset) >= progress.next);
      metrics.absorbed.inc({ by: 'offset' }, batch.messages.length - ahead.length);
      const reads = ahead.map((message) => ({ offset: Number(message.offset), event: decode(message) }));
      await processor.prepare(reads.flatMap(({ event }) => (event instanceof Failure ? [] : [event])));
      for (const step of steps(reads, stepFor)) {
        if (!mine()) return;
        const at = { topic, partition };
        await withHeartbeats(heartbeat, () => turns(at, () => take(step, at, { progress, mine })));
        if (!mine()) return;
        resolveOffset(String(progress.next - 1));
        await heartbeat();
      }
      if (!mine()) return;
      if (progress.row.next !== progress.next) rows.passedOver({ topic, partition });
    } catch (error) {
      if (error instanceof KafkaJSError) throw error; // such as a rebalance: kafkajs must handle it
      const failure = classify(error);
      if (failure.code === 'stale-offset') assignment.placeAnew({ topic, partition });
      else if (!failure.retry) throw failure; // kafkajs logs the message, and only a Failure's is safe to log
      return;
    }
    await rows.tellKafka({ topic, partition }, progress);
  }

  /**
   * Sends heartbeats during long work, so the group does not count this process as gone. A failed heartbeat shows in
   * the next awaited one.
   */
  async function withHeartbeats<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
    const beat = () => heartbeat().catch((error) => log.debug({ err: error }, 'no heartbeat'));
    const beating = setInterval(beat, parts.sessionTimeoutMs / 5);
    try {
      return await work();
    } finally {
      clearInterval(beating);
    }
  }

  function stepFor(event: Read['event']) {
    return event instanceof Failure ? 'single' : processor.stepFor(event.type);
  }

  type Partition = Pick<Position, 'topic' | 'partition'>;
  type Taking = { progress: Progress; mine: () => boolean };

  /** Handles a step's records, as long as the partition is `mine`. */
  async function take(step: Step, at: Partition, { progress, mine }: Taking): Promise<void> {
    if (!mine()) return;
    if (step.kind === 'pass') return passOver(step.reads[0], progress);
    if (step.kind === 'chunk' && step.reads.length > 1 && (await takeChunk(step, at, progress))) return;
    for (const read of step.reads) {
      if (!mine()) return;
      await takeOne(read, at, progress);
    }
  }

  function passOver({ offset, event }: Read, progress: Progress): void {
    const type = event instanceof Failure ? 'unknown' : event.type;
    metrics.handled.inc({ event: known.has(type) ? type : 'unknown', outcome: 'not-for-us', code: '' });
    progress.next = offset + 1;
  }

  async function takeOne({ offset, event }: Read, at: Partition, progress: Progress): Promise<void> {
    const place = { position: { ...at, offset }, row: progress.row };
    if (event instanceof Failure) await processor.refuse(place, event, signal);
    else await processor.process(event, place, signal);
    handledUpTo(offset, event instanceof Failure ? [] : [event], progress);
  }

  /** False when its events must be handled one by one. */
  async function takeChunk(step: Step & { kind: 'chunk' }, at: Partition, progress: Progress): Promise<boolean> {
    const events = step.reads.flatMap(({ offset, event }) =>
      event instanceof Failure ? [] : [{ event, position: { ...at, offset } }],
    );
    const position = events.at(-1)?.position;
    if (!position) return true;
    const chunk = { handler: step.handler, events };
    if (!(await processor.processChunk(chunk, { position, row: progress.row }, signal))) return false;
    handledUpTo(
      position.offset,
      events.map(({ event }) => event),
      progress,
    );
    return true;
  }

  function handledUpTo(offset: number, events: readonly EventRecord[], progress: Progress): void {
    progress.next = offset + 1;
    progress.row.next = offset + 1;
    addSeen(progress.row.seen, seenIn(events));
  }

  let draining: Promise<void> | undefined;

  async function close(): Promise<void> {
    stopping.abort();
    await Promise.all([rows.flush(), consumer.stop()]);
    await Promise.all([draining, longWork.end()]);
    await consumer.disconnect();
    await admin.disconnect();
  }

  try {
    await admin.connect();
    await consumer.connect();
    await consumer.subscribe({ topics: [...parts.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: (payload) => longWork.take(payload.batch, () => eachBatch(payload)),
    });
    draining = startDrain({ store, drain: processor.drain, owned: assignment.placed, turns, log, signal });
  } catch (error) {
    await close();
    throw error;
  }

  return {
    async stop() {
      const closed = close().catch((error) => log.info({ err: error }, 'the consumer did not leave its group'));
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
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
