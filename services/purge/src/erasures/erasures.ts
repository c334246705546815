import { collection, type RowOf } from '@crescendo/chassis';
import {
  type ErasureState,
  erasureId,
  erasureScopes,
  erasureStates,
  erasureSteps,
  opaque,
  plain,
  services,
  tenantId,
  userId,
} from '@crescendo/contracts';
import { z } from 'zod';

/** Those that nothing more becomes of. */
export const endStates = ['done', 'cancelled'] as const satisfies readonly ErasureState[];

/** Why: of customers and of persons. */
const erasureReasons = ['uninstalled', 'ended-by-admin', 'ended-by-operator', 'asked', 'left'] as const;

/** Customers who left and persons who are erased: what is done for each, and when. */
export const erasures = collection({
  name: 'erasures',
  schema: z.object({
    _id: erasureId,
    tenant: tenantId,
    user: userId.optional(),
    scope: plain(z.enum(erasureScopes)),
    why: plain(z.enum(erasureReasons)),
    state: plain(z.enum(erasureStates)),
    /** When the relationship ended, or the person asked: the deadline counts from here. */
    requestedAt: plain(z.date()),
    /** Until then whoever leaves may think again, and nothing is fenced. */
    graceUntil: plain(z.date()),
    deadline: plain(z.date()),
    /** Whether services were asked to put aside what comes meanwhile. */
    held: plain(z.boolean()),
    /** Services that have to do their part: all there were when it was requested, so that one that is missing is named. */
    participants: plain(z.array(z.enum(services))),
    /** When the present state began; and when each one did. */
    since: plain(z.date()),
    times: plain(z.record(z.string(), z.date())),
    /** When its end was put on hold, by whom, and until when: it is on hold while the last one has no end. */
    holds: plain(
      z.array(z.object({ since: z.date(), until: z.date().optional(), by: z.enum(['breaker', 'operator']) })),
    ).optional(),
    /** When somebody asked for an end that had begun by itself. */
    wishedAt: plain(z.date()).optional(),
    /** An operator has let it go on, by name. */
    releasedAt: plain(z.date()).optional(),
    /** What Slack said when it was asked whether the customer has left: how often without an answer, and when it is next. */
    evidence: plain(z.object({ code: z.string(), tries: z.int(), nextAt: z.date() })).optional(),
    /** Written down before the first key is destroyed: from then on nothing takes it back, holds it, or asks about it. */
    shreddingAt: plain(z.date()).optional(),
    /** What destroying the keys came to. */
    shredded: plain(z.object({ keys: z.int(), entry: z.int(), at: z.date(), hash: z.string() })).optional(),
    /** The record of the operator who asked. */
    askedBy: opaque(z.string()).optional(),
    /** The signed statement, once it is issued. */
    receipt: plain(z.string()).optional(),
  }),
  indexes: [
    { fields: { state: 1, since: 1 } },
    { fields: { tenant: 1, user: 1 } },
    { fields: { scope: 1, requestedAt: 1 } },
  ],
  kept: 'says what was done for an erasure; opaque ids and numbers only',
});
export type Erasure = RowOf<typeof erasures>;

/** One row for each customer or person who has an erasure under way: there are never two of the same. */
export const openErasures = collection({
  name: 'openErasures',
  schema: z.object({
    /** The tenant's or the person's id. */
    _id: opaque(z.string()),
    erasure: erasureId,
    /** Its end is on hold: no keys of the customer are given out, but those that are needed for bringing them back. */
    onHold: plain(z.boolean()).optional(),
  }),
});

/** What services said when they had done a step. */
export const erasureAnswers = collection({
  name: 'erasureAnswers',
  schema: z.object({
    /** `erasure/step/service` */
    _id: opaque(z.string()),
    erasure: erasureId,
    step: plain(z.enum(erasureSteps)),
    service: plain(z.enum(services)),
    at: plain(z.date()),
    counts: plain(
      z.array(z.object({ collection: z.string(), before: z.int(), erased: z.int(), after: z.int() })),
    ).optional(),
    archived: plain(z.int()).optional(),
    effects: plain(z.array(z.object({ effect: z.string(), outcome: z.string() }))).optional(),
    evidence: opaque(z.string()).optional(),
  }),
  indexes: [{ fields: { erasure: 1, step: 1 } }],
  kept: 'says what was done for an erasure; opaque ids and numbers only',
});
export type ErasureAnswer = RowOf<typeof erasureAnswers>;
