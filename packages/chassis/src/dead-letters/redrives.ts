import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

const ROWS_STAY_SECONDS = 400 * 86_400;

/** What operators asked to be done with dead letters. */
export const redrives = collection({
  name: 'redrives',
  schema: z.object({
    _id: opaque(z.string()),
    action: plain(z.enum(['redrive', 'dismiss'])),
    operator: opaque(z.string()),
    reason: plain(z.string()),
    at: plain(z.date()),
    /** Events a second, at most, in each process that drains. */
    rate: plain(z.number()).optional(),
    /** Dead letters taken up, and events that waited behind them, when it was asked. */
    dead: plain(z.int()),
    parked: plain(z.int()),
    already: plain(z.int()),
    dismissOnly: plain(z.int()),
    more: plain(z.boolean()),
  }),
  indexes: [{ fields: { at: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});
export type Redrive = RowOf<typeof redrives>;

/** What may become of an event in a redrive. */
export const redriven = ['handled', 'failed', 'gone', 'dismissed'] as const;
export type Redriven = (typeof redriven)[number];

/**
 * What came of them: a row for each partition, so that those who drain side by side do not wait for each other. Counted
 * in the transaction of the event.
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
