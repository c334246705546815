import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

const ROWS_STAY_SECONDS = 400 * 86_400;

/** What operators asked to be done with dead letters, and what came of it. */
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
    handled: plain(z.int()),
    failed: plain(z.int()),
    gone: plain(z.int()),
    dismissed: plain(z.int()),
  }),
  indexes: [{ fields: { at: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});
export type Redrive = RowOf<typeof redrives>;

/** What became of an event in a redrive. */
export type Redriven = 'handled' | 'failed' | 'gone' | 'dismissed';
