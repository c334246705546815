export type Partition = { topic: string; partition: number };

/** `next`: the offset to handle next; undefined while nobody knows it. */
export type PartitionPosition = Partition & { next: number | undefined };

export type Lag = Partition & {
  /** Records not yet handled. */
  messages: number;
  /** Age of the oldest of them; 0 without one. */
  seconds: number;
  /** That age, as a share of how long the broker keeps records: at 1 they are lost. Undefined when that is not known. */
  share: number | undefined;
};

export type ConsumerLag = {
  /** Who knows the partitions that this process has, and how far it is with each. To be told anew when they change. */
  follow(positions: () => readonly PartitionPosition[]): void;
  /** A batch was fetched: its records, in the order of their offsets. */
  fetched(partition: Partition, records: readonly { offset: string; timestamp: string }[]): void;
  /** The broker was asked where a partition begins and ends now: offsets of its first record, and behind its last. */
  looked(partition: Partition, watermarks: { low: number; high: number }): void;
  topics(): string[];
  read(): Lag[];
};

/** What is known of a partition's records; times in milliseconds since 1970. */
type Known = {
  low: number;
  high: number;
  /** Where the end was when, the last look at each place: from before the oldest record not handled on. */
  looks: { at: number; high: number }[];
  /** The batch fetched last: the offset of its first record, and when each of it was written. */
  batch: { first: number; times: readonly number[] };
};

/** So many looks back are kept; older ones are thinned out. */
const LOOKS = 512;

/**
 * How far consumption is behind, known without anything being handled: from where the broker's partitions end, from the
 * times of the records fetched, and where none was fetched from when the end was first seen beyond the place. Of a
 * backlog from before this process began, of which nothing was fetched, the age is counted from its first look.
 *
 * @param options.retentionOf milliseconds that the broker keeps a topic's records
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

  /** When the record at `next` was written, as far as can be told. */
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
    // What the broker no longer has is older than it keeps anything.
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
      // Of the places we are past, the last is enough.
      while ((state.looks[1]?.high ?? Number.POSITIVE_INFINITY) <= next) state.looks.shift();
      if (state.looks.length > LOOKS) state.looks = state.looks.filter((_, index) => index % 2 === 0);
    },
    topics: () => [...new Set(positions().map(({ topic }) => topic))],
    read: () => positions().flatMap(read),
  };
}
