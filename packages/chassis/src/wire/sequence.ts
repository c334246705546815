/**
 * An event's place among those that one producer published because of one partition: records of that partition are
 * handled one after another and the relay sends in this order, so on each partition of the event's own stream a number
 * that is not higher than one seen before is a copy.
 */
export type Sequence = {
  /** The causing partition at the producer, with its era: `slack/2/mhx3k0a1`. */
  cause: string;
  number: number;
};

/** An event, as far as it tells copies. */
type Sequenced = { source: string; sequence?: Sequence | undefined };

/** What a consumer has seen on a partition: by producer and cause, the highest number. */
export type Seen = Map<string, number>;

/** The cause of what no event caused. It has no order to rely on, and goes out after what events caused. */
export const LOCAL = '~local';

/** Events that one unit of work may publish: one more, and its numbers would be those of the next. */
export const MOST_PUBLISHED = 10_000;

/** The sequence of an event in the outbox, by its cause, the cause's offset, and its place among what came of it. */
export function sequenceOf(row: { cause: string; position: number; index: number }): Sequence | undefined {
  const { cause, position, index } = row;
  return cause === LOCAL ? undefined : { cause, number: position * MOST_PUBLISHED + index };
}

/**
 * Whether it is what came of redriven events: it goes out before what the same partition caused since, which may be of
 * the same key.
 */
export const isOfRedriven = (cause: string): boolean => cause.includes('-redriven/');

/** Names no topic and has no dot: it is a field's name in a row. */
export const causeOf = ({ topic, partition }: { topic: string; partition: number }, era: string): string =>
  `${topic.replace(/^crescendo\./, '').replaceAll('.', '-')}/${partition}/${era}`;

const keyOf = (source: string, { cause }: Sequence) => `${source.slice('/crescendo/'.length)} ${cause}`;

/** Whether the event is a copy of one that was seen; undefined where its sequence can't tell. */
export function isCopy(seen: ReadonlyMap<string, number>, { source, sequence }: Sequenced): boolean | undefined {
  if (!sequence) return undefined;
  return sequence.number <= (seen.get(keyOf(source, sequence)) ?? -1);
}

/** What is seen with these events: one number for each producer and cause. */
export function seenIn(events: readonly Sequenced[]): Seen {
  const seen: Seen = new Map();
  for (const { source, sequence } of events) {
    if (!sequence) continue;
    const key = keyOf(source, sequence);
    seen.set(key, Math.max(sequence.number, seen.get(key) ?? -1));
  }
  return seen;
}

/** Takes into account what was seen since. */
export function addSeen(seen: Seen, more: ReadonlyMap<string, number>): void {
  for (const [key, number] of more) seen.set(key, Math.max(number, seen.get(key) ?? -1));
}
