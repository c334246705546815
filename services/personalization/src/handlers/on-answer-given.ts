import { on, skip } from '@crescendo/chassis';
import { answerGiven, homeChanged, messageRequested } from '@crescendo/contracts';
import { judgeAnswer } from '../answer.ts';
import { answeredMessage } from '../answered-message.ts';
import { assignments } from '../assignments.ts';
import type { Catalogue } from '../catalogue.ts';
import { findAssignment } from '../find-assignment.ts';
import { learnerFor } from '../find-learner.ts';
import { replaceMessage } from '../messages.ts';
import { resumeIfMore } from '../nothing-left.ts';
import { personOf } from '../person.ts';
import { goneMessage } from '../slack/gone.ts';

/** A person answered. The first answer counts, and the message shows what is right and why. */
export const onAnswerGiven = (catalogue: Catalogue) =>
  on(answerGiven, {
    opens: ['option', 'place'],
    publishes: [messageRequested, homeChanged],
    async handle(event, tx) {
      const person = personOf(event);
      const { assignment, option, place } = event.data;
      const found = await findAssignment(tx, { assignment, person, catalogue });
      if (typeof found === 'string') {
        replaceMessage(tx, place, goneMessage());
        return skip(found);
      }
      const { row, lesson } = found;
      if (row.answer !== undefined) {
        // A lesson that was sent again is in Slack twice: the other copy shows the first answer too.
        const first = await answeredMessage(tx, found, catalogue);
        if (first && first.place.ts !== place.ts) replaceMessage(tx, place, first.content);
        return skip('already-answered');
      }
      const answer = judgeAnswer(lesson, option, tx.now);
      if (!answer) return skip('no-such-option');

      // Answering proves that the message arrived, even if Slack never confirmed it.
      const { tenant, user } = person;
      const known = await tx.seal(assignments, { _id: assignment, tenant, user, answer, place, delivery: 'sent' });
      await tx.model(assignments).updateOne({ _id: assignment, tenant, user }, { $set: known });
      const answered = await answeredMessage(tx, { row: { ...row, ...known }, lesson }, catalogue);
      if (answered) replaceMessage(tx, place, answered.content);
      await resumeIfMore(tx, { catalogue, learner: await learnerFor(tx, person) });
      tx.publish(homeChanged, {});
    },
  });
