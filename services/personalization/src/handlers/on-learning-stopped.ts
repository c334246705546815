import { on, skip } from '@crescendo/chassis';
import { homeChanged, learningStopped, messageRequested } from '@crescendo/contracts';
import { whyNotStop } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners, noteLearningSet } from '../learners.ts';
import { tell } from '../messages.ts';
import { personOf } from '../person.ts';
import { stoppedMessage } from '../slack/stopped-message.ts';

/** A person withdrew: after this confirmation nothing more is sent to them. */
export const onLearningStopped = on(learningStopped, {
  publishes: [messageRequested, homeChanged],
  async handle(event, tx) {
    const learner = await learnerFor(tx, personOf(event));
    const refusal = whyNotStop(learner, tx.now);
    if (refusal === 'older-than-known') return skip(refusal);
    // Also where it changes nothing else: the Start from before it may still arrive.
    await noteLearningSet(tx, learner);
    if (refusal) return skip(refusal);
    const stopped = { status: 'stopped' as const, stoppedAt: tx.now };
    await tx
      .model(learners)
      .updateOne({ _id: learner._id }, { $set: stopped, $unset: { nextLessonAt: 1, finishedWith: 1 } });
    tell(tx, stoppedMessage());
    tx.publish(homeChanged, {});
  },
});
