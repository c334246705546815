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

/** The final states. */
export const endStates = ['done', 'cancelled'] as const satisfies readonly ErasureState[];
/** All states but these: the index finds what is in a state, and not what is in none. */
export const statesBut = (...others: ErasureState[]): ErasureState[] =>
  erasureStates.filter((state) => !others.includes(state));
export const openStates: readonly ErasureState[] = statesBut(...endStates);

/** The reasons, for customers and for persons. */
const erasureReasons = ['uninstalled', 'ended-by-admin', 'ended-by-operator', 'asked', 'left'] as const;

/** The erasures of customers and persons: what happened for each, and when. */
export const erasures = collection({
  name: 'erasures',
  schema: z.object({
    _id: erasureId,
    tenant: tenantId,
    user: userId.optional(),
    scope: plain(z.enum(erasureScopes)),
    why: plain(z.enum(erasureReasons)),
    state: plain(z.enum(erasureStates)),
    /** When the relationship ended, or the person asked. The deadline counts from here. */
    requestedAt: plain(z.date()),
    /** The end of the grace: until then the erasure can be taken back and nothing is fenced. */
    graceUntil: plain(z.date()),
    deadline: plain(z.date()),
    /** Whether services were asked to hold: to put new events aside. */
    held: plain(z.boolean()),
    /** Services that must do their part: all services at the time of the request, so a missing one is named. */
    participants: plain(z.array(z.enum(services))),
    /** When the current state began, and when each state began. */
    since: plain(z.date()),
    times: plain(z.record(z.string(), z.date())),
    /** Its holds: since when, by whom, until when. It is on hold while the last one has no end. */
    holds: plain(
      z.array(z.object({ since: z.date(), until: z.date().optional(), by: z.enum(['breaker', 'operator']) })),
    ).optional(),
    /** When somebody requested an end that Slack's evidence had already started. */
    wishedAt: plain(z.date()).optional(),
    /** When an operator released it by name. */
    releasedAt: plain(z.date()).optional(),
    /**
     * What Slack answered about whether the customer has left: how many times without an answer, and when to ask next.
     */
    evidence: plain(z.object({ code: z.string(), tries: z.int(), nextAt: z.date() })).optional(),
    /**
     * The point of no return, committed before the first key is destroyed: from then on nobody can take it back or hold
     * it, and Slack is not asked again.
     */
    shreddingAt: plain(z.date()).optional(),
    /** The result of destroying the keys. */
    shredded: plain(z.object({ keys: z.int(), entry: z.int(), at: z.date(), hash: z.string() })).optional(),
    /** The record of the operator's request. */
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

/** One row per customer or person with an erasure under way, so there are never two. */
export const openErasures = collection({
  name: 'openErasures',
  schema: z.object({
    /** The tenant's or the person's id. */
    _id: opaque(z.string()),
    erasure: erasureId,
    /** Its end is on hold: only the keys needed to bring the customer back are lent. */
    onHold: plain(z.boolean()).optional(),
  }),
});

/** What services reported when they had done a step. */
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
