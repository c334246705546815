import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';
import type { EventRecord } from '../wire/envelope.ts';
import type { Position } from './position.ts';

/**
 * Events that could not be handled, and behind each the later ones of its key, in order. Their content stays sealed. Of
 * a record that is not a valid event only the position is kept.
 *
 * Control events are never given up: a failing one is `set-aside` and retried automatically, and its tenant's later
 * ones wait behind it.
 */
export const deadLetters = collection({
  name: 'deadLetters',
  schema: z.object({
    /** The event's id, or `topic/partition/offset` if the record is not a valid event. */
    _id: opaque(z.string()),
    tenant: tenantId.optional(),
    user: userId.optional(),
    topic: plain(z.string()),
    partition: plain(z.int()),
    offset: plain(z.int()),
    key: opaque(z.string()).optional(),
    type: plain(z.string()).optional(),
    source: plain(z.string()).optional(),
    time: plain(z.date()).optional(),
    value: plain(z.string()).optional(),
    signature: opaque(z.string()).optional(),
    traceparent: plain(z.string()).optional(),
    /**
     * `dead`: could not be handled, see `code`. `set-aside`: a failing control event, retried at `nextAt`. `parked`:
     * waits behind another of its key, or its customer is `held`.
     */
    status: plain(z.enum(['dead', 'set-aside', 'parked'])),
    code: plain(z.string()),
    attempts: plain(z.int()),
    nextAt: plain(z.date()).optional(),
    at: plain(z.date()),
    /** What was wrong, as a sentence without values, and where in our code it was thrown. */
    detail: plain(z.string()).optional(),
    where: plain(z.string()).optional(),
    /** How often a redrive of it failed. */
    redriven: plain(z.int()).optional(),
    /** On the first row of a key being drained: the redrive, and what to do with this row. */
    redrive: opaque(z.string()).optional(),
    redriveAs: plain(z.enum(['redrive', 'dismiss'])).optional(),
  }),
  indexes: [
    { fields: { redriveAs: 1, topic: 1, partition: 1, offset: 1 } },
    { fields: { topic: 1, partition: 1, status: 1 } },
    { fields: { topic: 1, key: 1, offset: 1 } },
    { fields: { tenant: 1, user: 1 } },
    { fields: { status: 1, code: 1 } },
    { fields: { redrive: 1 } },
  ],
});
export type DeadLetter = RowOf<typeof deadLetters>;

type Why = Pick<DeadLetter, 'status' | 'code' | 'attempts' | 'nextAt' | 'detail' | 'where'>;

/** The row for an event, with the reason. */
export function deadLetterOf(event: EventRecord, position: Position, why: Why): DeadLetter {
  const { id, tenant, user, key, type, source, time, value, signature, traceparent } = event;
  const optional = { ...(user && { user }), ...(signature && { signature }), ...(traceparent && { traceparent }) };
  return { _id: id, tenant, key, type, source, time, value, ...optional, ...position, ...why, at: new Date() };
}

/** The row for a record that is not a valid event: its position, and what is wrong with it. */
export function undecodableAt(position: Position, code: string): DeadLetter {
  const { topic, partition, offset } = position;
  return { _id: `${topic}/${partition}/${offset}`, ...position, status: 'dead', code, attempts: 1, at: new Date() };
}
