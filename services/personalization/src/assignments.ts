import { type ClearOf, collection, type RowOf } from '@crescendo/chassis';
import {
  assignmentId,
  messageId,
  messagePlace,
  personal,
  plain,
  ratings,
  selectionModes,
  special,
  tenantId,
  userId,
} from '@crescendo/contracts';
import { z } from 'zod';
import { feedback, identity, learning } from './privacy.ts';

const [adaptive, sameForAll] = selectionModes;

/** What a choice was based on; on the path that is the same for everyone, no answers of the person. */
const decisionInputs = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal(adaptive),
    level: z.int(),
    history: z.array(
      z.object({
        lesson: z.string(),
        topic: z.string(),
        level: z.int(),
        answer: z.enum(['right', 'wrong', 'none']),
        rating: z.enum(ratings).optional(),
      }),
    ),
  }),
  z.object({ mode: z.literal(sameForAll), sent: z.array(z.string()) }),
]);

const decision = z.object({
  reasons: z.array(z.object({ code: z.string(), text: z.string() })).min(1),
  inputs: decisionInputs,
  policy: z.string(),
});

const answer = z.object({
  option: z.int().nonnegative(),
  correct: z.boolean(),
  /** Milliseconds since the epoch. */
  at: z.int(),
});

/** Lessons given to people: why, whether the message arrived, and how they answered and rated it. */
export const assignments = collection({
  name: 'assignments',
  schema: z.object({
    _id: assignmentId,
    tenant: tenantId,
    user: userId,
    /** Unique per person: the local date of a scheduled lesson, or the event that requested one. */
    slot: plain(z.string()),
    lesson: special(z.string(), learning('Which lesson')),
    decision: special(decision, learning('Why this lesson: reasons, what they rest on, version of the rules')),
    /** The message that carries it; a new one when it is sent again. */
    message: messageId,
    /** Whether that message arrived. */
    delivery: plain(z.enum(['requested', 'sent', 'failed', 'unknown'])),
    /** Why it failed: a stable code. */
    reason: plain(z.string()).optional(),
    place: personal(messagePlace, identity('Where the message stands in Slack')).optional(),
    answer: special(answer, learning('The first answer, and whether it was right')).optional(),
    /** When the rating and the comment were given: an older one that arrives later changes nothing. */
    ratedAt: plain(z.date()).optional(),
    commentedAt: plain(z.date()).optional(),
    rating: personal(z.enum(ratings), feedback('What they thought of the lesson')).optional(),
    comment: personal(z.string(), feedback('What they wrote about the lesson')).optional(),
    assignedAt: plain(z.date()),
    sentAt: plain(z.date()).optional(),
  }),
  indexes: [{ fields: { user: 1, slot: 1 }, unique: true }, { fields: { message: 1 } }, { fields: { tenant: 1 } }],
});

export type AssignmentRow = RowOf<typeof assignments>;
export type Delivery = ClearOf<typeof assignments>['delivery'];
