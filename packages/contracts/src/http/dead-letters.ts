import { z } from 'zod';
import { services } from '../services.ts';

/** Dead letters for operators: what each service answers about its own, and the gateway about all. Content stays sealed. */

/** Which dead letters. What is absent matches any; an empty filter is all of them. */
export const deadLetterFilter = z.strictObject({
  ids: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
  code: z.string().min(1).max(100).optional(),
  type: z.string().min(1).max(100).optional(),
  topic: z.string().min(1).max(200).optional(),
  key: z.string().min(1).max(200).optional(),
  tenant: z.string().min(1).max(100).optional(),
});
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>;

/** Why it was asked for: for the record, never shown to customers. */
const reason = z.string().trim().min(3).max(500);

export const deadLetterGroup = z.object({
  code: z.string(),
  /** Absent for records that are no event of ours. */
  type: z.string().optional(),
  dead: z.int(),
  /** Control events, which are never dead: they are tried again by themselves. */
  setAside: z.int(),
  /** Later events that wait behind them. */
  parked: z.int(),
  keys: z.int(),
  oldest: z.string(),
  newest: z.string(),
  /** The most often that one of them was redriven and failed again. */
  redriven: z.int(),
  /** Of them, how many an operator has asked to redrive or dismiss already. */
  asked: z.int(),
});
export const deadLetterGroupsRequest = z.object({ filter: deadLetterFilter });
export const deadLetterGroupsResponse = z.object({ groups: z.array(deadLetterGroup) });
export type DeadLetterGroup = z.infer<typeof deadLetterGroup>;

export const deadLetterStatus = z.enum(['dead', 'set-aside', 'parked']);
export const deadLetterItem = z.object({
  id: z.string(),
  /** `dead`: could not be handled. `set-aside`: fails, and is tried again. `parked`: waits behind one of its key. */
  status: deadLetterStatus,
  code: z.string(),
  attempts: z.int(),
  /** How often it was redriven and failed again. */
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
  /** When a control event is tried again. */
  nextAt: z.string().optional(),
  trace: z.string().optional(),
  /** What was wrong, in a sentence without values. */
  detail: z.string().optional(),
  /** Where in our code it was thrown. */
  where: z.string().optional(),
  /** The request by which it is being redriven or dismissed. */
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
  /** Its sealed fields, and whether they may be opened with a second person. */
  sealed: z.array(z.object({ field: z.string(), class: z.string(), category: z.string(), opens: z.boolean() })),
});

const asked = {
  filter: deadLetterFilter,
  reason,
  /** `redrive`: hand it to its handler again. `dismiss`: leave it out for good, and go on with what waits behind it. */
  action: z.enum(['redrive', 'dismiss']),
  /** Events a second, at most. */
  rate: z.number().positive().max(10_000).optional(),
  /** Only say what would be done. */
  dryRun: z.boolean(),
};
/** As the operator asks; the gateway adds an id, so that asking twice is asking once. */
export const redriveCommand = z.object(asked);
export const redriveRequest = z.object({ ...asked, id: z.string().regex(/^rdr_[\w-]{26}$/) });
export const redriveResponse = z.object({
  /** Absent for a dry run. */
  id: z.string().optional(),
  /** Dead letters, and control events that are set aside, which are (or would be) taken up. */
  dead: z.int(),
  /** Events behind them, which follow in order. */
  parked: z.int(),
  /** Matching ones that an earlier request has taken up already. */
  already: z.int(),
  /** Matching records that are no event of ours: they can be dismissed only. */
  dismissOnly: z.int(),
  /** More match than one request takes up: ask again when it is through. */
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
  /** Dead letters taken up when it was asked. */
  dead: z.int(),
  handled: z.int(),
  /** Dead again, with what is behind them. */
  failed: z.int(),
  /** Their person's keys were destroyed. */
  gone: z.int(),
  dismissed: z.int(),
  /** Keys that it still has to drain, and events in them. */
  left: z.object({ keys: z.int(), events: z.int() }),
});
export type RedriveStatus = z.infer<typeof redriveStatusResponse>;

export const openLetterRequest = z.object({
  id: z.string().min(1).max(200),
  /** The request that a second person approved, and who that was. */
  opening: z.string(),
  approvedBy: z.string(),
});
export const openLetterResponse = z.object({
  fields: z.array(
    z.object({
      field: z.string(),
      /** JSON. Absent where it stays sealed. */
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
      /** Why it could not be asked. */
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
  /** Until when it can be approved, or read. */
  until: z.string(),
});
export type Opening = z.infer<typeof openingResponse>;
export const openingsResponse = z.object({ openings: z.array(openingResponse) });
