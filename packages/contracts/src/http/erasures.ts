import { z } from 'zod';
import { erasureScopes, erasureSteps } from '../events/control.ts';
import { erasureId, tenantId, userId } from '../ids.ts';
import { serviceName } from './dead-letters.ts';

/** Erasures for operators: their progress, what they wait for, and what an operator can still do. */

/** A query to every service: how many rows it has about a customer or a person. */
export const erasureProgressRequest = z.object({ tenant: tenantId, user: userId.optional() });
export const erasureProgressResponse = z.object({ left: z.int().nonnegative() });

/** A query to the gateway: whether Slack still says that a customer has left; `code` is Slack's answer. */
export const endEvidenceResponse = z.object({
  relationship: z.enum(['ended', 'stands', 'unknown']),
  code: z.string().regex(/^[a-z0-9_-]{1,60}$/),
});
export type EndEvidence = z.infer<typeof endEvidenceResponse>;

/** The states of an erasure, in this order; `cancelled` follows one of the first three. */
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
  /** When the current state began. */
  since: time,
  /** When the relationship ended, or the person asked: the clock runs from here. */
  requestedAt: time,
  /** The end of the grace: until then it can be taken back. */
  graceUntil: time,
  plannedBy: time,
  deadline: time,
  /** When it was done or cancelled: the clock stops here. */
  endedAt: time.optional(),
  /** Hours to the planned end and to the deadline; negative when past. */
  hoursToPlanned: z.number(),
  hoursToDeadline: z.number(),
  /** Past its planned end, and past its deadline. */
  late: z.boolean(),
  overdue: z.boolean(),
  /** Since when its end is on hold: by the breaker, because more customers than usual would end, or by an operator. */
  onHold: z.object({ since: time, by: z.enum(['breaker', 'operator']) }).optional(),
  /** Set while it is unknown whether the customer has left: Slack's answer, and when we ask again. */
  evidence: z.object({ code: z.string(), nextAt: time }).optional(),
  /** The point of no return: its keys are destroyed, and it can no longer be taken back. */
  shreddingAt: time.optional(),
  /** Participants that have not done its current step, and since when it waits for each. */
  waitsFor: z.array(z.object({ service: serviceName, step: z.enum(erasureSteps), since: time })),
});
export type ErasureItem = z.infer<typeof erasureItem>;

export const erasureListRequest = z.object({
  /** Only customers' or only persons'. Default: all. */
  scope: z.enum(erasureScopes).optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});
/** First erasures under way, nearest deadline first; then finished ones, latest first. */
export const erasureListResponse = z.object({ items: z.array(erasureItem), next: z.string().optional() });

/** The progress of one service. */
export const burnDownRow = z.object({
  service: serviceName,
  /** Rows about the customer or person. Absent when the service gave no answer, or is no longer asked. */
  left: z.int().nonnegative().optional(),
  /** Why it could not be asked. */
  unavailable: z.string().optional(),
  /** Its last count; only if it gave no answer now. */
  lastCounted: z.object({ left: z.int().nonnegative(), at: time }).optional(),
  /** The highest count so far. */
  most: z.int().nonnegative().optional(),
  /** Rows per second in the last minute, and how long the rest takes at that pace. Absent while nothing moves. */
  perSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
  /** Rows that it reports as erased. */
  erased: z.int().nonnegative(),
  /** Steps that it has done, and when. */
  answered: z.array(z.object({ step: z.enum(erasureSteps), at: time })),
});
export type BurnDownRow = z.infer<typeof burnDownRow>;

export const erasureShowRequest = z.object({ id: erasureId });
export const erasureShowResponse = erasureItem.extend({
  /** When each state began, in order. */
  times: z.array(z.object({ state: z.enum(erasureStates), at: time })),
  services: z.array(burnDownRow),
  /** Whether there is a receipt. */
  receipt: z.boolean(),
});
export type ErasureShown = z.infer<typeof erasureShowResponse>;
/** The same for an operator, with the full address of the receipt if it is published. */
export const erasureForOperator = erasureShowResponse.extend({ receiptUrl: z.url().optional() });
export type ErasureForOperator = z.infer<typeof erasureForOperator>;

/** The reason, for the record; never shown to customers. */
const reason = z.string().trim().min(3).max(500);
const grace = z.enum(['default', 'none']).default('default');

/** The operator's request: a customer by our id or by Slack's id of its workspace; the gateway keeps only ours. */
export const erasureCommand = z.union([
  z.strictObject({ tenant: tenantId, grace, reason }),
  z.strictObject({ team: z.string().regex(/^[TE][A-Z0-9]{2,30}$/), grace, reason }),
]);
export const erasureStartRequest = z.object({ id: erasureId, tenant: tenantId, grace });
/** The new erasure, or the one that was already under way or done. */
export const erasureStartResponse = z.object({ begun: z.boolean(), erasure: erasureItem });

export const erasureCancelCommand = z.strictObject({ reason });
export const erasureCancelRequest = z.object({ id: erasureId });

/** Holds, or releases, the end of a customer. */
export const erasureHoldCommand = z.strictObject({ reason });
export const erasureHoldRequest = z.object({ id: erasureId });

/** After a restore: `since` is when the backup was made. */
export const erasureRepeatCommand = z.strictObject({ since: z.iso.datetime(), reason });
export const erasureRepeatRequest = z.object({ since: z.iso.datetime() });
export const erasureRepeatResponse = z.object({ repeated: z.int().nonnegative() });
