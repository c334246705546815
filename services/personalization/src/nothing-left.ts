import type { Tx } from '@crescendo/chassis';
import type { messageRequested } from '@crescendo/contracts';
import { decideNext } from './assign-lesson.ts';
import type { Catalogue } from './catalogue.ts';
import type { Learner } from './find-learner.ts';
import { learners } from './learners.ts';
import { tell } from './messages.ts';
import { allDoneMessage } from './slack/all-done-message.ts';

/** Tells a learner that they have had every lesson, and plans nothing until there are more. */
export async function sayNothingLeft(
  tx: Tx<typeof messageRequested>,
  { catalogue, learner }: { catalogue: Catalogue; learner: Learner },
): Promise<void> {
  const finished = { finishedWith: catalogue.lessons.length };
  await tx.model(learners).updateOne({ _id: learner._id }, { $set: finished, $unset: { nextLessonAt: 1 } });
  tell(tx, allDoneMessage());
}

/**
 * Plans lessons again for a learner who had them all, if something they did since left more to learn: a missed question
 * of the last lesson comes back. The job finds the right moment.
 */
export async function resumeIfMore(tx: Tx, { catalogue, learner }: { catalogue: Catalogue; learner: Learner }) {
  if (learner.status !== 'active' || learner.finishedWith === undefined) return;
  const { lesson } = await decideNext(tx, catalogue, learner);
  if (!lesson) return;
  await tx
    .model(learners)
    .updateOne({ _id: learner._id }, { $set: { nextLessonAt: tx.now }, $unset: { finishedWith: 1 } });
}
