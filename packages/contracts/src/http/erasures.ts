import { z } from 'zod';
import { erasureScopes, erasureSteps } from '../events/control.ts';
import { erasureId, tenantId, userId } from '../ids.ts';
import { serviceName } from './dead-letters.ts';

/** Erasures for operators: how far each has come, what it waits for, and what may still be done about it. */

/** Asked of every service: how many rows about a customer or a person it has. */
export const erasureProgressRequest = z.object({ tenant: tenantId, user: userId.optional() });
export const erasureProgressResponse = z.object({ left: z.int().nonnegative() });

/** Asked of the gateway: whether Slack still says that a customer has left; `code` is what it said. */
export const endEvidenceResponse = z.object({
  relationship: z.enum(['ended', 'stands', 'unknown']),
  code: z.string().regex(/^[a-z0-9_-]{1,60}$/),
});
export type EndEvidence = z.infer<typeof endEvidenceResponse>;

/** How far an erasure has come, in this order; `cancelled` from one of the first three. */
export const erasureStates = [
  'requested',
  'fenced',
  'closing',
  'shredded',
  'erasing',
  'settling',
  'verifying',
  'waiting-for-intake-keys',
  'done',
  'cancelled',
] as const;
export type ErasureState = (typeof erasureStates)[number];

/** Times are ISO 8601, in UTC. */
const time = z.string();

export const erasureItem = z.object({
  id: erasureId,
  tenant: tenantId,
  user: userId.optional(),
  scope: z.enum(erasureScopes),
  why: z.string(),
  state: z.enum(erasureStates),
  /** When the present state began. */
  since: time,
  /** When the relationship ended, or the person asked: the clock runs from here. */
  requestedAt: time,
  /** Until then whoever leaves may think again. */
  graceUntil: time,
  plannedBy: time,
  deadline: time,
  /** When it was done or cancelled: the clock stands still from here. */
  endedAt: time.optional(),
  /** Hours to the planned end and to the deadline; below zero when it is past. */
  hoursToPlanned: z.number(),
  hoursToDeadline: z.number(),
  /** Past its planned end, and past its deadline. */
  late: z.boolean(),
  overdue: z.boolean(),
  /** Its end is on hold since then: by the breaker, as more customers than usual would end, or by an operator. */
  onHold: z.object({ since: time, by: z.enum(['breaker', 'operator']) }).optional(),
  /** Whether the customer has left is not known just now: what was answered, and when it is asked again. */
  evidence: z.object({ code: z.string(), nextAt: time }).optional(),
  /** Its keys are destroyed from then on: it cannot be taken back any more. */
  shreddingAt: time.optional(),
  /** Participants that have not done the step it is at, and since when each is waited for. */
  waitsFor: z.array(z.object({ service: serviceName, step: z.enum(erasureSteps), since: time })),
});
export type ErasureItem = z.infer<typeof erasureItem>;

export const erasureListRequest = z.object({
  /** Customers' or persons' alone. Default: all. */
  scope: z.enum(erasureScopes).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});
/** Those under way first, those nearest to their deadline before others; then those that ended, the latest first. */
export const erasureListResponse = z.object({ items: z.array(erasureItem), next: z.string().optional() });

/** How far one service has come. */
export const burnDownRow = z.object({
  service: serviceName,
  /** Rows about whom it is for. Absent when the service could not be asked, or is not asked any more. */
  left: z.int().nonnegative().optional(),
  /** Why it could not be asked. */
  unavailable: z.string().optional(),
  /** What it had when it was counted last; only where it could not be asked. */
  lastCounted: z.object({ left: z.int().nonnegative(), at: time }).optional(),
  /** The most rows that were ever counted. */
  most: z.int().nonnegative().optional(),
  /** Rows a second within the last minute, and how long the rest takes at that rate. Absent while nothing moves. */
  perSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
  /** Rows that it says it has erased. */
  erased: z.int().nonnegative(),
  /** Steps that it has done, and when. */
  answered: z.array(z.object({ step: z.enum(erasureSteps), at: time })),
});
export type BurnDownRow = z.infer<typeof burnDownRow>;

export const erasureShowRequest = z.object({ id: erasureId });
export const erasureShowResponse = erasureItem.extend({
  /** When each state began, in their order. */
  times: z.array(z.object({ state: z.enum(erasureStates), at: time })),
  services: z.array(burnDownRow),
  /** Whether there is a receipt. */
  receipt: z.boolean(),
});
export type ErasureShown = z.infer<typeof erasureShowResponse>;
/** The same for an operator: with the whole address of the receipt, where it is published. */
export const erasureForOperator = erasureShowResponse.extend({ receiptUrl: z.url().optional() });
export type ErasureForOperator = z.infer<typeof erasureForOperator>;

/** Why it was asked for: for the record, never shown to customers. */
const reason = z.string().trim().min(3).max(500);
const grace = z.enum(['default', 'none']).default('default');

/** As the operator asks: a customer by our id or by Slack's id of its workspace; the gateway keeps ours only. */
export const erasureCommand = z.union([
  z.strictObject({ tenant: tenantId, grace, reason }),
  z.strictObject({ team: z.string().regex(/^[TE][A-Z0-9]{2,30}$/), grace, reason }),
]);
export const erasureStartRequest = z.object({ id: erasureId, tenant: tenantId, grace });
/** The one that began, or the one that was under way or done before. */
export const erasureStartResponse = z.object({ begun: z.boolean(), erasure: erasureItem });

export const erasureCancelCommand = z.strictObject({ reason });
export const erasureCancelRequest = z.object({ id: erasureId });

/** To put the end of a customer on hold, and to let it go on. */
export const erasureHoldCommand = z.strictObject({ reason });
export const erasureHoldRequest = z.object({ id: erasureId });

/** After a restore: `since` is when the backup was made. */
export const erasureRepeatCommand = z.strictObject({ since: z.iso.datetime(), reason });
export const erasureRepeatRequest = z.object({ since: z.iso.datetime() });
export const erasureRepeatResponse = z.object({ repeated: z.int().nonnegative() });
