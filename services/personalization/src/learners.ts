import { collection, newestOf, type RowOf, type Tx } from '@crescendo/chassis';
import { personal, plain, selectionModes, special, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { identity, learning } from './privacy.ts';

/** Everyone who may learn: a row a person, from the first we hear of them. */
export const learners = collection({
  name: 'learners',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    /** The same as `_id`: whose keys seal the row. */
    user: userId,
    /** Lessons are sent while it is `active`, and nothing else ever is sent unasked. */
    status: plain(z.enum(['known', 'active', 'stopped', 'removed'])),
    /** Of what Slack told, in milliseconds by its clock; the newer wins. Absent until it told anything. */
    version: plain(z.int().nonnegative()).optional(),
    timezone: personal(z.string(), identity('IANA time zone, so that lessons come in the daytime')).optional(),
    locale: personal(z.string(), identity('Language and region, for the language of lessons')).optional(),
    /** Absent while the person has not chosen: adaptive. */
    mode: special(z.enum(selectionModes), learning('Whether their answers may be used to choose')).optional(),
    /** When the next scheduled lesson is due. Only active people have one, and only while lessons are left. */
    nextLessonAt: plain(z.date()).optional(),
    /** Lessons assigned so far. Every assignment counts it up, so that two at once cannot choose the same lesson. */
    assigned: plain(z.int().nonnegative()),
    /** How many lessons there were when the person was told that nothing is left. Absent while something is. */
    finishedWith: plain(z.int().nonnegative()).optional(),
    /** When they last pressed Start or Stop, or left the workspace: an older wish that arrives later changes nothing. */
    learningSetAt: plain(z.date()).optional(),
    /** When they last chose `mode`. */
    modeSetAt: plain(z.date()).optional(),
    /** When they last took back what they said about lessons: what they said before that is not kept. */
    feedbackWithdrawnAt: plain(z.date()).optional(),
    /** When they were told what this is, since they looked. Never done twice. */
    greetedAt: plain(z.date()).optional(),
    /** When something they wrote to the app was last answered. */
    repliedAt: plain(z.date()).optional(),
    startedAt: plain(z.date()).optional(),
    stoppedAt: plain(z.date()).optional(),
  }),
  indexes: [{ fields: { status: 1, nextLessonAt: 1 } }, { fields: { tenant: 1 } }],
});

export type LearnerRow = RowOf<typeof learners>;

/** Remembers when a person last said whether they learn. */
export async function noteLearningSet(tx: Tx, learner: Pick<LearnerRow, '_id' | 'learningSetAt'>): Promise<void> {
  const learningSetAt = newestOf(tx.now, learner.learningSetAt);
  await tx.model(learners).updateOne({ _id: learner._id }, { $set: { learningSetAt } });
}
