import { on, skip } from '@crescendo/chassis';
import { homeChanged, learningStopped, messageRequested } from '@crescendo/contracts';
import { whyNotStop } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners, noteLearningSet } from '../learners.ts';
import { tell } from '../messages.ts';
import { personOf } from '../person.ts';
import { showWherePressed } from '../pressed-message.ts';
import { stoppedMessage } from '../slack/stopped-message.ts';

/**
 * A person pressed Stop: confirms it and then sends nothing more. The confirmation replaces the pressed message, even
 * if that was an old one and nothing changes.
 */
export const onLearningStopped = on(learningStopped, {
  opens: ['place'],
  publishes: [messageRequested, homeChanged],
  async handle(event, tx) {
    const learner = await learnerFor(tx, personOf(event));
    const { place } = event.data;
    const { status } = learner;
    const refusal = whyNotStop(learner, tx.now);
    showWherePressed(tx, { place, status: refusal ? status : 'stopped' });
    if (refusal === 'older-than-known') return skip(refusal);
    // Even if nothing else changes: an earlier Start may still arrive.
    await noteLearningSet(tx, learner);
    if (refusal) return skip(refusal);
    const stopped = { status: 'stopped' as const, stoppedAt: tx.now };
    await tx
      .model(learners)
      .updateOne({ _id: learner._id }, { $set: stopped, $unset: { nextLessonAt: 1, finishedWith: 1 } });
    if (!place) tell(tx, stoppedMessage());
    tx.publish(homeChanged, {});
  },
});
