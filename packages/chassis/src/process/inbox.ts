import { eventId, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection } from '../store/collection.ts';

/** The longest retention of a stream plus four days: no copy of an event can come later. */
const ROWS_STAY_SECONDS = 11 * 86_400;

/**
 * Handled events that have no sequence (from the edge, from jobs and effects). The row commits with what the event
 * changes, so a second copy finds it and does nothing.
 */
export const inbox = collection({
  name: 'inbox',
  schema: z.object({
    _id: eventId,
    tenant: tenantId,
    user: userId.optional(),
    type: plain(z.string()),
    outcome: plain(z.string()),
    at: plain(z.date()),
  }),
  indexes: [{ fields: { at: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }, { fields: { tenant: 1, user: 1 } }],
});

/** How far each partition is handled. This row is the truth; it moves in the transaction that handles an event. */
export const offsets = collection({
  name: 'offsets',
  schema: z.object({
    /** `topic/partition` */
    _id: plain(z.string()),
    next: plain(z.int().nonnegative()),
    /** Equal to `next`. If it is higher, somebody moved the row back by hand. */
    reached: plain(z.int().nonnegative()),
    /** When the row was made. Events caused by the partition's records are numbered within an era. */
    era: plain(z.string()),
    /** For events with a sequence: the highest handled number, by producer and cause. */
    seen: plain(z.record(z.string(), z.number())),
    /** How many transactions have drained letters of the partition. */
    drains: plain(z.int()).optional(),
  }),
});
