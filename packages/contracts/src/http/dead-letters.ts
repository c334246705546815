import { z } from 'zod';
import { services } from '../services.ts';

/** Dead letters for operators: each service answers for its own, the gateway for all. Content stays sealed. */

/** A filter of dead letters. An absent field matches any; an empty filter matches all. */
export const deadLetterFilter = z.strictObject({
  ids: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
  code: z.string().min(1).max(100).optional(),
  type: z.string().min(1).max(100).optional(),
  topic: z.string().min(1).max(200).optional(),
  key: z.string().min(1).max(200).optional(),
  tenant: z.string().min(1).max(100).optional(),
});
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>;

/** The reason, for the record; never shown to customers. */
const reason = z.string().trim().min(3).max(500);

export const deadLetterGroup = z.object({
  code: z.string(),
  /** Absent for records that are not our events. */
  type: z.string().optional(),
  dead: z.int(),
  /** Control events, which are never dead: the service retries them by itself. */
  setAside: z.int(),
  /** Later events that wait behind them. */
  parked: z.int(),
  keys: z.int(),
  oldest: z.string(),
  newest: z.string(),
  /** The highest number of failed redrives of one of them. */
  redriven: z.int(),
  /** How many of them an operator has already asked to redrive or dismiss. */
  asked: z.int(),
});
export const deadLetterGroupsRequest = z.object({ filter: deadLetterFilter });
export const deadLetterGroupsResponse = z.object({ groups: z.array(deadLetterGroup) });
export type DeadLetterGroup = z.infer<typeof deadLetterGroup>;

export const deadLetterStatus = z.enum(['dead', 'set-aside', 'parked']);
export const deadLetterItem = z.object({
  id: z.string(),
  /** `dead`: could not be handled. `set-aside`: fails and is retried. `parked`: waits behind another of its key. */
  status: deadLetterStatus,
  code: z.string(),
  attempts: z.int(),
  /** How many redrives of it failed. */
  redriven: z.int(),
  at: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  key: z.string().optional(),
  tenant: z.string().optional(),
  user: z.string().optional(),
  type: z.string().optional(),
  source: z.string().optional(),
  time: z.string().optional(),
  /** When a control event is retried. */
  nextAt: z.string().optional(),
  trace: z.string().optional(),
  /** What was wrong, in a sentence without values. */
  detail: z.string().optional(),
  /** Where in our code it was thrown. */
  where: z.string().optional(),
  /** The request that redrives or dismisses it. */
  redrive: z.string().optional(),
});
export type DeadLetterItem = z.infer<typeof deadLetterItem>;

export const deadLetterListRequest = z.object({
  filter: deadLetterFilter,
  status: deadLetterStatus.optional(),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});
export const deadLetterListResponse = z.object({ items: z.array(deadLetterItem), next: z.string().optional() });

export const deadLetterShowRequest = z.object({ id: z.string().min(1).max(200) });
export const deadLetterShowResponse = z.object({
  letter: deadLetterItem,
  /** Later events of its key that wait behind it. */
  behind: z.int(),
  /** Its sealed fields, and whether they may be opened with a second operator's approval. */
  sealed: z.array(z.object({ field: z.string(), class: z.string(), category: z.string(), opens: z.boolean() })),
});

const asked = {
  filter: deadLetterFilter,
  reason,
  /** `redrive`: give it to its handler again. `dismiss`: drop it for good, and go on with what waits behind it. */
  action: z.enum(['redrive', 'dismiss']),
  /** Events a second, at most. */
  rate: z.number().positive().max(10_000).optional(),
  /** Only report what would happen. */
  dryRun: z.boolean(),
};
/** The operator's request; the gateway adds an id, so that a repeated request runs once. */
export const redriveCommand = z.object(asked);
export const redriveRequest = z.object({ ...asked, id: z.string().regex(/^rdr_[\w-]{26}$/) });
export const redriveResponse = z.object({
  /** Absent for a dry run. */
  id: z.string().optional(),
  /** The dead letters and set-aside control events that the request covers, or would cover. */
  dead: z.int(),
  /** Events behind them, which follow in order. */
  parked: z.int(),
  /** Matching ones that an earlier request already covers. */
  already: z.int(),
  /** Matching records that are not our events: they can only be dismissed. */
  dismissOnly: z.int(),
  /** More match than one request covers: ask again when it is done. */
  more: z.boolean(),
});
export type RedriveAsked = z.infer<typeof redriveResponse>;

export const redriveStatusRequest = z.object({ id: z.string().min(1).max(100) });
export const redriveStatusResponse = z.object({
  id: z.string(),
  action: z.enum(['redrive', 'dismiss']),
  operator: z.string(),
  reason: z.string(),
  at: z.string(),
  /** Dead letters covered at the time of the request. */
  dead: z.int(),
  handled: z.int(),
  /** Dead again, together with what waits behind them. */
  failed: z.int(),
  /** Their person's keys were destroyed. */
  gone: z.int(),
  dismissed: z.int(),
  /** Keys still to drain, and their events. */
  left: z.object({ keys: z.int(), events: z.int() }),
});
export type RedriveStatus = z.infer<typeof redriveStatusResponse>;

export const openLetterRequest = z.object({
  id: z.string().min(1).max(200),
  /** The request that a second operator approved, and who approved it. */
  opening: z.string(),
  approvedBy: z.string(),
});
export const openLetterResponse = z.object({
  fields: z.array(
    z.object({
      field: z.string(),
      /** JSON. Absent if it stays sealed. */
      value: z.string().optional(),
      /** Why it stays sealed. */
      sealed: z.string().optional(),
    }),
  ),
});

/** What the gateway answers operators. */
export const serviceName = z.enum(services);
export const allGroupsResponse = z.object({
  services: z.array(
    z.object({
      service: serviceName,
      groups: z.array(deadLetterGroup),
      /** Why it gave no answer. */
      unavailable: z.string().optional(),
    }),
  ),
});
export const openingCommand = z.object({ service: serviceName, letter: z.string().min(1).max(200), reason });
export const openingResponse = z.object({
  id: z.string(),
  service: serviceName,
  letter: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: z.string(),
  state: z.enum(['waits-for-approval', 'approved', 'read', 'expired']),
  approvedBy: z.string().optional(),
  /** How long it can be approved, or read. */
  until: z.string(),
});
export type Opening = z.infer<typeof openingResponse>;
export const openingsResponse = z.object({ openings: z.array(openingResponse) });
