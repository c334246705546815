import { on, skip } from '@crescendo/chassis';
import { homeChanged, learningStopped, messageRequested } from '@crescendo/contracts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { tell } from '../messages.ts';
import { personOf } from '../person.ts';
import { stoppedMessage } from '../slack/stopped-message.ts';

/** A person withdrew: after this confirmation nothing more is sent to them. */
export const onLearningStopped = on(learningStopped, {
  publishes: [messageRequested, homeChanged],
  async handle(event, tx) {
    const learner = await learnerFor(tx, personOf(event));
    if (learner.status !== 'active') return skip('not-learning');
    const stopped = { status: 'stopped' as const, stoppedAt: tx.now };
    await tx
      .model(learners)
      .updateOne({ _id: learner._id }, { $set: stopped, $unset: { nextLessonAt: 1, finishedWith: 1 } });
    tell(tx, stoppedMessage());
    tx.publish(homeChanged, {});
  },
});
