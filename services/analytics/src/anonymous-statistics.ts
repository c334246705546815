import { collection } from '@crescendo/chassis';
import { anonymousCell, plain } from '@crescendo/contracts';
import { z } from 'zod';

const cell = plain(anonymousCell);

/**
 * What people did in a week, across all customers (P10). A row is written once, when its week is closed, and never
 * changes: a suppressed figure stays suppressed, whoever leaves later.
 */
export const anonymousStatistics = collection({
  name: 'anonymousStatistics',
  kept: 'anonymous: sums over at least 5 customers and 50 people, none of them named or dominant',
  schema: z.object({
    /** By ISO 8601, e.g. `2026-W48`, in UTC. */
    _id: plain(z.string().regex(/^\d{4}-W\d{2}$/)),
    /** Monday, 00:00 UTC. */
    startsAt: plain(z.date()),
    publishedAt: plain(z.date()),
    starts: cell,
    stops: cell,
    lessonsRequested: cell,
    answers: cell,
    ratings: cell,
    comments: cell,
  }),
  indexes: [{ fields: { startsAt: 1 } }],
});
