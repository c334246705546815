import { collection, newestOf, type RowOf, type Tx } from '@crescendo/chassis';
import { personal, plain, selectionModes, special, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { identity, learning } from './privacy.ts';

/** Everyone who may learn, one row per person, from the first event about them. */
export const learners = collection({
  name: 'learners',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    /** The same as `_id`: whose keys seal the row. */
    user: userId,
    /** Lessons are sent only while this is `active`; nothing else is ever sent unasked. */
    status: plain(z.enum(['known', 'active', 'stopped', 'removed'])),
    /** The version of Slack's news, in milliseconds by its clock; the newer wins. Absent before the first news. */
    version: plain(z.int().nonnegative()).optional(),
    timezone: personal(z.string(), identity('IANA time zone, so that lessons come in the daytime')).optional(),
    locale: personal(z.string(), identity('Language and region, for the language of lessons')).optional(),
    /** Absent while the person has not chosen: adaptive. */
    mode: special(z.enum(selectionModes), learning('Whether their answers may be used to choose')).optional(),
    /** When the next scheduled lesson is due. Set only for active people with lessons left. */
    nextLessonAt: plain(z.date()).optional(),
    /** Lessons assigned so far. Every assignment increments it, so that two at once cannot choose the same lesson. */
    assigned: plain(z.int().nonnegative()),
    /** How many lessons existed when the person was told that none is left. Absent while some are left. */
    finishedWith: plain(z.int().nonnegative()).optional(),
    /** When they last pressed Start or Stop, or left the workspace: an older act that arrives later changes nothing. */
    learningSetAt: plain(z.date()).optional(),
    /** When they last chose `mode`. */
    modeSetAt: plain(z.date()).optional(),
    /** When they last took back their feedback: earlier feedback is not kept. */
    feedbackWithdrawnAt: plain(z.date()).optional(),
    /** When they got the introduction after opening the conversation. It never comes twice. */
    greetedAt: plain(z.date()).optional(),
    /** When we last replied to something they wrote. */
    repliedAt: plain(z.date()).optional(),
    startedAt: plain(z.date()).optional(),
    stoppedAt: plain(z.date()).optional(),
  }),
  indexes: [
    { fields: { status: 1, nextLessonAt: 1 } },
    { fields: { status: 1, finishedWith: 1 } },
    { fields: { tenant: 1 } },
  ],
});

export type LearnerRow = RowOf<typeof learners>;

/** Stores when a person last pressed Start or Stop. */
export async function noteLearningSet(tx: Tx, learner: Pick<LearnerRow, '_id' | 'learningSetAt'>): Promise<void> {
  const learningSetAt = newestOf(tx.now, learner.learningSetAt);
  await tx.model(learners).updateOne({ _id: learner._id }, { $set: { learningSetAt } });
}
