import type { Failure } from '@crescendo/contracts';
import type { BatchHandler } from '../handlers/on.ts';
import type { EventRecord } from '../wire/envelope.ts';

/** A record of a partition: an event, or why it is not a valid one. */
export type Read = { offset: number; event: EventRecord | Failure };

/** What a consumer does next: pass over a record, handle one, or handle a chunk of consecutive ones at once. */
export type Step =
  | { kind: 'pass' | 'single'; reads: readonly [Read] }
  | { kind: 'chunk'; handler: BatchHandler; reads: readonly Read[] };

/** The most events in one transaction: it stays far below a minute and 16 MB. */
export const MAX_CHUNK = 500;

/**
 * Cuts records into steps, in their order. A chunk ends where the next record needs another handler. So events of a key
 * keep their order, and the offset can move past the whole chunk at once.
 *
 * @param stepFor returns undefined for a record without a handler
 */
export function* steps(
  reads: readonly Read[],
  stepFor: (event: Read['event']) => 'single' | BatchHandler | undefined,
): Generator<Step> {
  let chunk: { handler: BatchHandler; reads: Read[] } | undefined;
  for (const read of reads) {
    const wanted = stepFor(read.event);
    const handler = typeof wanted === 'object' ? wanted : undefined;
    if (chunk && (chunk.handler !== handler || chunk.reads.length === MAX_CHUNK)) {
      yield { kind: 'chunk', ...chunk };
      chunk = undefined;
    }
    if (!handler) yield { kind: wanted ? 'single' : 'pass', reads: [read] };
    else if (chunk) chunk.reads.push(read);
    else chunk = { handler, reads: [read] };
  }
  if (chunk) yield { kind: 'chunk', ...chunk };
}
