import kafkajs, { type Admin, type Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import type { Readiness } from '../http/readiness.ts';
import { type PartitionRow, partitionRow } from '../process/offsets.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { type StopReason, stopMessage } from './stop-reason.ts';

// Node cannot import this name from the CommonJS module directly.
const { KafkaJSNonRetriableError } = kafkajs;

/**
 * How far this process is in an assigned partition: the offset to handle next, and the partition's row. The row moves
 * past records without a handler together with the next handled record, or about a second later.
 */
export type Progress = {
  next: number;
  row: PartitionRow;
  /** The offset last committed to Kafka. */
  told?: number;
};

type Partition = { topic: string; partition: number };

export type Assignment = {
  /**
   * Sets the partitions of this process. Returns with all of them paused: nothing is fetched before its position is
   * known.
   */
  replace(assigned: readonly Partition[]): void;
  /** Undefined while the partition's position is unknown, or once it is stopped. */
  progressOf(partition: Partition): Progress | undefined;
  /** The partitions whose position is known. */
  placed(): readonly Partition[];
  /**
   * Reads the position again from the row, which something else has moved: an operator, or (after a rebalance) another
   * consumer.
   */
  placeAnew(partition: Partition): void;
  /** Fetches nothing of the partition until `work` on it ends; then continues from its row. */
  rest(partition: Partition, work: Promise<unknown>): Promise<void>;
  /** Stops consuming the partition until an operator acts; the service is not ready meanwhile. */
  stopPartition(reason: StopReason, partition: Partition): void;
};

const idOf = ({ topic, partition }: Partition) => `${topic}/${partition}`;
const reasonOf = (id: string) => `partition ${id}`;
const entry = (id: string, next: number | undefined): [string, number][] => (next === undefined ? [] : [[id, next]]);

/**
 * Positions each assigned partition at its row in the service's database, which is the truth, and starts reading there.
 */
export function createAssignment(parts: {
  consumer: Pick<Consumer, 'pause' | 'resume' | 'seek'>;
  admin: Pick<Admin, 'fetchTopicOffsets'>;
  store: Store;
  readiness: Readiness;
  metrics: Metrics;
  log: Logger;
  signal: AbortSignal;
}): Assignment {
  const { consumer, admin, store, readiness, metrics, log, signal } = parts;
  let assigned: readonly Partition[] = [];
  let progress = new Map<string, Progress>();
  /** The last known position of assigned partitions that are paused. */
  let lastKnown = new Map<string, number>();
  const stopped = new Map<string, { at: Partition; reason: StopReason }>();
  metrics.partitionStopped.ask(() =>
    [...stopped.values()].map(({ at, reason }) => ({ labels: { ...at, reason }, value: 1 })),
  );

  const nextOf = (at: Partition) => progress.get(idOf(at))?.next ?? lastKnown.get(idOf(at));

  function pauseAt(at: Partition): void {
    const { topic, partition } = at;
    const next = nextOf(at);
    if (next !== undefined) lastKnown.set(idOf(at), next);
    progress.delete(idOf(at));
    consumer.pause([{ topic, partitions: [partition] }]);
  }

  function stopPartition(reason: StopReason, at: Partition): void {
    pauseAt(at);
    stopped.set(idOf(at), { at, reason });
    readiness.set(reasonOf(idOf(at)), reason);
    log.fatal({ ...at, reason }, stopMessage[reason]);
  }

  async function place(at: Partition, current: () => boolean): Promise<void> {
    const { topic, partition } = at;
    const watermarks = (await admin.fetchTopicOffsets(topic)).find((found) => found.partition === partition);
    if (!watermarks) throw new Error(`no watermarks for ${idOf(at)}`);
    const [low, high] = [Number(watermarks.low), Number(watermarks.high)];
    const row = await partitionRow(store, at, low);
    const { next } = row;
    if (!current()) return;
    lastKnown.set(idOf(at), next);
    if (next < low) stopPartition('offset-expired', at);
    else if (next > high) stopPartition('offset-beyond-end', at);
    else {
      readiness.set(reasonOf(idOf(at)), undefined);
      progress.set(idOf(at), { next, row });
      consumer.seek({ topic, partition, offset: String(next) });
      consumer.resume([{ topic, partitions: [partition] }]);
    }
  }

  async function placeUntilDone(at: Partition): Promise<void> {
    const mine = progress;
    const current = () => progress === mine && !signal.aborted;
    for (let failures = 0; current(); failures++) {
      try {
        await place(at, current);
        return;
      } catch (error) {
        log[failures === 3 ? 'warn' : 'debug']({ err: error, ...at }, 'a partition waits for its position');
        await pause(backoff(failures), signal);
      }
    }
  }

  /** False when the consumer is in no group at the moment. When it has joined again, all positions are read anew. */
  function tryToPause(at: Partition): boolean {
    try {
      pauseAt(at);
      return true;
    } catch (error) {
      if (!(error instanceof KafkaJSNonRetriableError)) throw error;
      log.debug({ err: error, ...at }, 'a partition is placed when the consumer has joined');
      return false;
    }
  }

  function placeAnew(at: Partition): void {
    if (tryToPause(at)) void placeUntilDone(at);
  }

  return {
    replace(partitions) {
      for (const at of assigned) readiness.set(reasonOf(idOf(at)), undefined);
      stopped.clear();
      lastKnown = new Map(partitions.flatMap((at) => entry(idOf(at), nextOf(at))));
      assigned = partitions;
      progress = new Map();
      metrics.lag.follow(() => assigned.map((at) => ({ ...at, next: nextOf(at) })));
      for (const at of assigned) pauseAt(at);
      for (const at of assigned) void placeUntilDone(at);
    },
    progressOf: (at) => progress.get(idOf(at)),
    placed: () => assigned.filter((at) => progress.has(idOf(at))),
    placeAnew,
    async rest(at, work) {
      const mine = progress;
      const paused = tryToPause(at);
      await work;
      if (paused && progress === mine && !stopped.has(idOf(at)) && !signal.aborted) placeAnew(at);
    },
    stopPartition,
  };
}
