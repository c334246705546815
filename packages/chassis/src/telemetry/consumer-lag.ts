export type Partition = { topic: string; partition: number };

/** `next`: the offset to handle next; undefined while unknown. */
export type PartitionPosition = Partition & { next: number | undefined };

export type Lag = Partition & {
  /** Records not yet handled. */
  messages: number;
  /** Age of the oldest such record; 0 if there is none. */
  seconds: number;
  /** That age, as a share of the broker's retention: at 1 records are lost. Undefined if the retention is unknown. */
  share: number | undefined;
};

export type ConsumerLag = {
  /**
   * Sets the function that returns this process's partitions and positions. Call it again when the partitions change.
   */
  follow(positions: () => readonly PartitionPosition[]): void;
  /** Call it with the records of each fetched batch, in the order of their offsets. */
  fetched(partition: Partition, records: readonly { offset: string; timestamp: string }[]): void;
  /** Call it with a partition's current bounds: the offset of its first record, and the one after its last. */
  looked(partition: Partition, watermarks: { low: number; high: number }): void;
  topics(): string[];
  read(): Lag[];
};

/** What is known about a partition's records; times in milliseconds since 1970. */
type Known = {
  low: number;
  high: number;
  /**
   * Past ends of the partition, each with the last time it was seen; the earliest lies before the oldest unhandled
   * record.
   */
  looks: { at: number; high: number }[];
  /** The last fetched batch: the offset of its first record, and when each record was written. */
  batch: { first: number; times: readonly number[] };
};

/** The most looks to keep; above it every second one is dropped. */
const LOOKS = 512;

/**
 * How far consumption is behind, even while nothing is handled. It uses the ends of the broker's partitions and the
 * times of fetched records or, if none was fetched, the time at which the end was first seen beyond the position. The
 * age of a backlog from before this process, of which nothing was fetched, counts from the first look.
 *
 * @param options.retentionOf returns how many milliseconds the broker keeps a topic's records
 */
export function createConsumerLag(options: {
  retentionOf: (topic: string) => number | undefined;
  now?: () => number;
}): ConsumerLag {
  const { retentionOf, now = Date.now } = options;
  const partitions = new Map<string, Known>();
  let positions: () => readonly PartitionPosition[] = () => [];
  const idOf = ({ topic, partition }: Partition) => `${topic}/${partition}`;

  function known(at: Partition): Known {
    const found = partitions.get(idOf(at));
    if (found) return found;
    const fresh: Known = { low: 0, high: 0, looks: [], batch: { first: 0, times: [] } };
    partitions.set(idOf(at), fresh);
    return fresh;
  }

  /** The best estimate of when the record at `next` was written. */
  function writtenAt({ looks, batch }: Known, next: number): number {
    const fetched = batch.times[Math.max(0, next - batch.first)];
    const lookBefore = looks.findLast(({ high }) => high <= next);
    return fetched ?? lookBefore?.at ?? batch.times.at(-1) ?? looks[0]?.at ?? now();
  }

  function read({ next, ...at }: PartitionPosition): Lag[] {
    const state = partitions.get(idOf(at));
    if (!state || next === undefined) return [];
    const retention = retentionOf(at.topic);
    const messages = Math.max(0, state.high - next);
    let age = messages > 0 ? Math.max(0, now() - writtenAt(state, next)) : 0;
    // A record that the broker no longer has is older than the retention.
    if (retention !== undefined && next < state.low) age = Math.max(age, retention);
    return [{ ...at, messages, seconds: age / 1000, share: retention === undefined ? undefined : age / retention }];
  }

  return {
    follow(source) {
      positions = source;
      const ours = new Set(source().map(idOf));
      for (const id of partitions.keys()) if (!ours.has(id)) partitions.delete(id);
    },
    fetched(at, records) {
      const first = records[0];
      if (!first) return;
      const state = known(at);
      state.batch = { first: Number(first.offset), times: records.map(({ timestamp }) => Number(timestamp)) };
      state.high = Math.max(state.high, state.batch.first + records.length);
    },
    looked(at, { low, high }) {
      const state = known(at);
      const next = positions().find((position) => idOf(position) === idOf(at))?.next ?? 0;
      Object.assign(state, { low, high });
      const last = state.looks.at(-1);
      if (last?.high === high) last.at = now();
      else state.looks.push({ at: now(), high });
      // Of the looks that the position has passed, the last is enough.
      while ((state.looks[1]?.high ?? Number.POSITIVE_INFINITY) <= next) state.looks.shift();
      if (state.looks.length > LOOKS) state.looks = state.looks.filter((_, index) => index % 2 === 0);
    },
    topics: () => [...new Set(positions().map(({ topic }) => topic))],
    read: () => positions().flatMap(read),
  };
}
