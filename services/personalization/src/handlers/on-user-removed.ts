import { on, skip } from '@crescendo/chassis';
import { userRemoved } from '@crescendo/contracts';
import { isRemovedBy } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners, noteLearningSet } from '../learners.ts';
import { personOf } from '../person.ts';

/** A person left the workspace: nothing is planned for them any more, and where they live is forgotten. */
export const onUserRemoved = on(userRemoved, {
  async handle(event, tx) {
    const { version } = event.data;
    const learner = await learnerFor(tx, personOf(event));
    if (!isRemovedBy(learner, version)) return skip('stale');
    await noteLearningSet(tx, learner); // a Start from before that arrives after they are back is no new one
    await tx
      .model(learners)
      .updateOne(
        { _id: learner._id, tenant: learner.tenant },
        { $set: { status: 'removed', version }, $unset: { timezone: 1, locale: 1, nextLessonAt: 1, finishedWith: 1 } },
      );
  },
});
