import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

const ROWS_STAY_SECONDS = 400 * 86_400;

/** Operators' requests to redrive or dismiss dead letters. */
export const redrives = collection({
  name: 'redrives',
  schema: z.object({
    _id: opaque(z.string()),
    action: plain(z.enum(['redrive', 'dismiss'])),
    operator: opaque(z.string()),
    reason: plain(z.string()),
    at: plain(z.date()),
    /** Maximum events per second, in each process that drains. */
    rate: plain(z.number()).optional(),
    /** Dead letters marked by this request, and events that waited behind them then. */
    dead: plain(z.int()),
    parked: plain(z.int()),
    already: plain(z.int()),
    dismissOnly: plain(z.int()),
    more: plain(z.boolean()),
  }),
  indexes: [{ fields: { at: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});
export type Redrive = RowOf<typeof redrives>;

/** How an event can end in a redrive. */
export const redriven = ['handled', 'failed', 'gone', 'dismissed'] as const;
export type Redriven = (typeof redriven)[number];

/**
 * The results of redrives, one row per partition, so parallel drains do not block each other. Counted in the event's
 * transaction.
 */
export const redriveCounts = collection({
  name: 'redriveCounts',
  schema: z.object({
    /** `redrive/topic/partition` */
    _id: opaque(z.string()),
    redrive: opaque(z.string()),
    at: plain(z.date()),
    handled: plain(z.int()),
    failed: plain(z.int()),
    gone: plain(z.int()),
    dismissed: plain(z.int()),
  }),
  indexes: [{ fields: { redrive: 1 } }, { fields: { at: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});
