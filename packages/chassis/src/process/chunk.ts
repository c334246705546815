import type { BatchHandler } from '../handlers/on.ts';
import { done } from '../handlers/outcome.ts';
import { runChunk } from '../handlers/unit-of-work.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { seenIn } from '../wire/sequence.ts';
import { causedAt, type Place, type Placed, park, writeInbox } from './broker-origin.ts';
import { moveOffset } from './offsets.ts';
import { type PipelineParts, partitionName } from './pipeline.ts';
import { sortChunk } from './sort-chunk.ts';
import { sealedSubject } from './subject.ts';

/** A chunk's events, by how they ended. */
export type ChunkConclusions = Record<'done' | 'duplicate' | 'parked' | 'gone', readonly EventRecord[]>;

const eventsOf = (placed: readonly Placed[]): EventRecord[] => placed.map(({ event }) => event);

/**
 * Handles consecutive events of a partition in one transaction, with the same steps as for one event (`pipeline.ts`).
 * Either all of them end, or none does and it throws.
 *
 * @param place the last event's
 */
export async function handleChunk(
  parts: Pick<PipelineParts, 'store' | 'keyring' | 'service' | 'fences' | 'signatures' | 'clock' | 'committed'>,
  { handler, events }: { handler: BatchHandler; events: readonly Placed[] },
  place: Place,
): Promise<ChunkConclusions> {
  const { store, fences, committed } = parts;
  const subjects = new Map(events.map(({ event }) => [event, sealedSubject(handler, event)]));
  const unit = { partition: partitionName(place.position), position: causedAt(place), publishes: handler.publishes };
  const { result, ...commitments } = await runChunk(parts, unit, async (tx) => {
    await moveOffset(store, { to: place.position, from: place.row, seen: seenIn(eventsOf(events)) });
    const { fresh, copies, parked, held, gone } = await sortChunk({ store, fences }, events, place.row);
    await park(store, parked, { code: 'parked', row: place.row });
    await park(store, held, { code: 'held', row: place.row });
    const wanted = eventsOf(fresh).flatMap((event) => subjects.get(event) ?? []);
    if (wanted.length > 0) await handler.handle(wanted, tx);
    await writeInbox(store, eventsOf(fresh), done.kind);
    return {
      done: eventsOf(fresh),
      duplicate: eventsOf(copies),
      parked: eventsOf([...parked, ...held]),
      gone: eventsOf(gone),
    };
  });
  committed(commitments);
  return result;
}
