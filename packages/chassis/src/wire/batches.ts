import type { EventRecord } from './envelope.ts';

export type Outgoing = { topic: string; event: EventRecord };

export const MAX_EVENTS = 1_000;
/** A broker takes 1 MiB in one go for one partition, and everything may be for the same one. */
export const MAX_BYTES = 1_000_000;
/** More than the key and headers of a record take. */
const ENVELOPE_BYTES = 1_000;

/** Bytes that an event takes on the wire, at most. */
export const sizeOf = ({ event }: Outgoing): number => Buffer.byteLength(event.value) + ENVELOPE_BYTES;

/** The events in their order, in pieces that a broker takes in one produce. */
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
