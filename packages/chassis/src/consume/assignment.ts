import kafkajs, { type Admin, type Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import type { Readiness } from '../http/readiness.ts';
import { type PartitionRow, partitionRow } from '../process/offsets.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { type StopReason, stopMessage } from './stop-reason.ts';

// Node does not see it among the names of that CommonJS module.
const { KafkaJSNonRetriableError } = kafkajs;

/**
 * How far this process has come with a partition it was assigned: the offset to handle next, and where the partition's
 * row stands. Events that nobody here handles move the row with the next that is handled, or soon.
 */
export type Progress = {
  next: number;
  row: PartitionRow;
  /** What Kafka was told last. */
  told?: number;
};

type Partition = { topic: string; partition: number };

export type Assignment = {
  /** What this process has from now on. Returns with all of it paused: nothing is fetched before its place is known. */
  replace(assigned: readonly Partition[]): void;
  /** Undefined while the partition's place is not known, or when it was stopped. */
  progressOf(partition: Partition): Progress | undefined;
  /** The partitions whose place is known. */
  placed(): readonly Partition[];
  /** The row moved without us: it says where to go on, here or (after a rebalance) at another consumer. */
  placeAnew(partition: Partition): void;
  /** Nothing of the partition is fetched until `work` on it is over; then its row says where to go on. */
  rest(partition: Partition, work: Promise<unknown>): Promise<void>;
  /** Ends the partition's consumption until someone has looked; the service is not ready meanwhile. */
  stopPartition(reason: StopReason, partition: Partition): void;
};

const idOf = ({ topic, partition }: Partition) => `${topic}/${partition}`;
const reasonOf = (id: string) => `partition ${id}`;
const entry = (id: string, next: number | undefined): [string, number][] => (next === undefined ? [] : [[id, next]]);

/** Finds where to read on in each partition, and starts reading there: the row in the service's database is the truth. */
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
  /** How far those were that are ours and not read just now. */
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

  /** False when it is in no group just now: it joins again, and then the place of everything is read anew. */
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
