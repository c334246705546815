/**
 * An event's place among those that one producer published because of one partition. The producer handles that
 * partition's records one after another, and its relay sends in this order. So on each partition of the event's own
 * stream, a number not higher than one seen before is a copy.
 */
export type Sequence = {
  /** The causing partition at the producer, with its era: `slack/2/mhx3k0a1`. */
  cause: string;
  number: number;
};

/** The part of an event that identifies copies. */
type Sequenced = { source: string; sequence?: Sequence | undefined };

/** What a consumer has seen on a partition: the highest number, by producer and cause. */
export type Seen = Map<string, number>;

/** The cause of events that no event caused. They have no order to rely on, and go out after events with a cause. */
export const LOCAL = '~local';

/** The most events that one unit of work may publish: with one more, its numbers would overlap with the next one's. */
export const MOST_PUBLISHED = 10_000;

/**
 * The sequence of an event in the outbox: from its cause, the offset there, and its index among the events published
 * for that record.
 */
export function sequenceOf(row: { cause: string; position: number; index: number }): Sequence | undefined {
  const { cause, position, index } = row;
  return cause === LOCAL ? undefined : { cause, number: position * MOST_PUBLISHED + index };
}

/**
 * Whether redriven events are the cause. Such events go out before what the same partition has caused since, which may
 * have the same key.
 */
export const isOfRedriven = (cause: string): boolean => cause.includes('-redriven/');

/** Has no dot, because it is a field name in a row. */
export const causeOf = ({ topic, partition }: { topic: string; partition: number }, era: string): string =>
  `${topic.replace(/^crescendo\./, '').replaceAll('.', '-')}/${partition}/${era}`;

const keyOf = (source: string, { cause }: Sequence) => `${source.slice('/crescendo/'.length)} ${cause}`;

/** Whether the event is a copy of a seen one; undefined if it has no sequence. */
export function isCopy(seen: ReadonlyMap<string, number>, { source, sequence }: Sequenced): boolean | undefined {
  if (!sequence) return undefined;
  return sequence.number <= (seen.get(keyOf(source, sequence)) ?? -1);
}

/** What these events add to what was seen: one number per producer and cause. */
export function seenIn(events: readonly Sequenced[]): Seen {
  const seen: Seen = new Map();
  for (const { source, sequence } of events) {
    if (!sequence) continue;
    const key = keyOf(source, sequence);
    seen.set(key, Math.max(sequence.number, seen.get(key) ?? -1));
  }
  return seen;
}

/** Adds what was seen since. */
export function addSeen(seen: Seen, more: ReadonlyMap<string, number>): void {
  for (const [key, number] of more) seen.set(key, Math.max(number, seen.get(key) ?? -1));
}
