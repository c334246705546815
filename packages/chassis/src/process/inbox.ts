import { eventId, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection } from '../store/collection.ts';

/** The longest stream's retention and four days: no copy of an event can come later than that. */
const ROWS_STAY_SECONDS = 11 * 86_400;

/**
 * Events without a sequence (of the edge, of jobs and effects) that this service has handled: written with the effect, so
 * a second copy finds its row and does nothing.
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

/** How far each partition is handled: the truth about it, moved in the transaction of the effect. */
export const offsets = collection({
  name: 'offsets',
  schema: z.object({
    /** `topic/partition` */
    _id: plain(z.string()),
    next: plain(z.int().nonnegative()),
    /** The same: that it is more tells that someone moved the row back by hand. */
    reached: plain(z.int().nonnegative()),
    /** When the row was made: what comes of the partition's records is numbered within it. */
    era: plain(z.string()),
    /** For events with a sequence: by producer and cause, the highest number that was handled. */
    seen: plain(z.record(z.string(), z.number())),
    /** How often something was drained that had been put aside: each such transaction counts it up. */
    drains: plain(z.int()).optional(),
  }),
});
