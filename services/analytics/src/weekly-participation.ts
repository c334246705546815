import { collection } from '@crescendo/chassis';
import { opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/** 53 weeks from a week's beginning. */
const ROWS_STAY_SECONDS = 53 * 7 * 86_400;

const acts = plain(z.int().nonnegative());

/**
 * How many acts the people of each workspace did in each week. There is one row per partition, so replicas never
 * contend for a row; a week is the sum of its rows. These sums may describe a single person, so no route shows them;
 * they only feed the published statistics with their floors.
 */
export const weeklyParticipation = collection({
  name: 'weeklyParticipation',
  schema: z.object({
    /** `tenant/week/stream/partition` */
    _id: opaque(z.string()),
    tenant: tenantId,
    /** By ISO 8601, e.g. `2026-W48`, in UTC. */
    week: plain(z.string().regex(/^\d{4}-W\d{2}$/)),
    /** Monday, 00:00 UTC. */
    startsAt: plain(z.date()),
    starts: acts,
    stops: acts,
    lessonsRequested: acts,
    answers: acts,
    ratings: acts,
    comments: acts,
  }),
  indexes: [{ fields: { tenant: 1, week: 1 } }, { fields: { startsAt: 1 }, expireAfterSeconds: ROWS_STAY_SECONDS }],
});
