import { eventId, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { LOCAL, sequenceOf } from '../wire/sequence.ts';

const SENT_ROWS_STAY_SECONDS = 7 * 86_400;

/** Events that are committed and not yet, or lately, at the broker. Content stays sealed. */
export const outbox = collection({
  name: 'outbox',
  schema: z.object({
    _id: eventId,
    tenant: tenantId,
    user: userId.optional(),
    topic: plain(z.string()),
    /** An id, or at the edge a keyed hash. */
    key: opaque(z.string()),
    type: plain(z.string()),
    source: plain(z.string()),
    time: plain(z.date()),
    value: plain(z.string()),
    signature: opaque(z.string()).optional(),
    traceparent: plain(z.string()).optional(),
    status: plain(z.enum(['pending', 'sent'])),
    /** What caused it: a partition with the offset there, so the order of a cause is the order of its effects. */
    cause: plain(z.string()),
    position: plain(z.number()),
    index: plain(z.int()),
    createdAt: plain(z.date()),
    sentAt: plain(z.date()).optional(),
  }),
  indexes: [
    { fields: { status: 1, cause: 1, position: 1, index: 1 } },
    { fields: { sentAt: 1 }, expireAfterSeconds: SENT_ROWS_STAY_SECONDS },
    { fields: { tenant: 1, user: 1 } },
  ],
});
export type OutboxRow = RowOf<typeof outbox>;

/** Where in the order of its cause something was asked for. */
export type CausePosition = { cause: string; position: number };

let last = 0;
/**
 * The position of work that no event caused (a request, a job): by this process's own time, made to grow. Such work for
 * one key through two replicas at once has no order to keep.
 */
export function localPosition(): CausePosition {
  last = Math.max(last + 1, Date.now() * 1000);
  return { cause: LOCAL, position: last };
}

export function toRecord(row: OutboxRow): EventRecord {
  const { _id: id, type, source, time, tenant, user, key, value, signature, traceparent } = row;
  return { id, type, source, time, tenant, user, key, value, signature, traceparent, sequence: sequenceOf(row) };
}
