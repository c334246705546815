import type { EventRecord } from './envelope.ts';

export type Outgoing = { topic: string; event: EventRecord };

export const MAX_EVENTS = 1_000;
/** A broker takes 1 MiB per produce for a partition, and all events may be for the same one. */
export const MAX_BYTES = 1_000_000;
/** More than a record's key and headers take. */
const ENVELOPE_BYTES = 1_000;

/** The most bytes that an event takes on the wire. */
export const sizeOf = ({ event }: Outgoing): number => Buffer.byteLength(event.value) + ENVELOPE_BYTES;

/** Cuts events, in their order, into batches that a broker takes in one produce. */
export function* batches(events: readonly Outgoing[]): Generator<Outgoing[]> {
  let batch: Outgoing[] = [];
  let bytes = 0;
  for (const outgoing of events) {
    const size = sizeOf(outgoing);
    if (batch.length > 0 && (batch.length === MAX_EVENTS || bytes + size > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(outgoing);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
