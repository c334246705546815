import { on, skip } from '@crescendo/chassis';
import { userRemoved } from '@crescendo/contracts';
import { isRemovedBy } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners, noteLearningSet } from '../learners.ts';
import { personOf } from '../person.ts';

/** A person left the workspace: cancels their planned lesson and deletes their time zone. */
export const onUserRemoved = on(userRemoved, {
  async handle(event, tx) {
    const { version } = event.data;
    const learner = await learnerFor(tx, personOf(event));
    if (!isRemovedBy(learner, version)) return skip('stale');
    await noteLearningSet(tx, learner); // an earlier Start that arrives after they are back does not count
    await tx
      .model(learners)
      .updateOne(
        { _id: learner._id, tenant: learner.tenant },
        { $set: { status: 'removed', version }, $unset: { timezone: 1, locale: 1, nextLessonAt: 1, finishedWith: 1 } },
      );
  },
});
