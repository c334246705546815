import { eventId, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { LOCAL, sequenceOf } from '../wire/sequence.ts';

const SENT_ROWS_STAY_SECONDS = 7 * 86_400;

/** Committed events that the broker does not have yet, or got recently. Their content stays sealed. */
export const outbox = collection({
  name: 'outbox',
  schema: z.object({
    _id: eventId,
    tenant: tenantId,
    user: userId.optional(),
    topic: plain(z.string()),
    /** An id or, at the edge, a keyed hash. */
    key: opaque(z.string()),
    type: plain(z.string()),
    source: plain(z.string()),
    time: plain(z.date()),
    value: plain(z.string()),
    signature: opaque(z.string()).optional(),
    traceparent: plain(z.string()).optional(),
    status: plain(z.enum(['pending', 'sent'])),
    /** The causing partition and the offset there, so events go out in the order of their causes. */
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

/** Where something was requested, in the order of its cause. */
export type CausePosition = { cause: string; position: number };

let last = 0;
/**
 * The position of work that no event caused (a request, a job): this process's own time, made to grow strictly. Such
 * work for one key on two replicas at once has no order to keep.
 */
export function localPosition(): CausePosition {
  last = Math.max(last + 1, Date.now() * 1000);
  return { cause: LOCAL, position: last };
}

export function toRecord(row: OutboxRow): EventRecord {
  const { _id: id, type, source, time, tenant, user, key, value, signature, traceparent } = row;
  return { id, type, source, time, tenant, user, key, value, signature, traceparent, sequence: sequenceOf(row) };
}
