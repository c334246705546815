import { on, skip, type Tx } from '@crescendo/chassis';
import { feedbackGiven, messageRequested } from '@crescendo/contracts';
import { answeredMessage } from '../answered-message.ts';
import { assignments } from '../assignments.ts';
import type { Catalogue } from '../catalogue.ts';
import { whatCounts } from '../feedback.ts';
import { findAssignment } from '../find-assignment.ts';
import { learners } from '../learners.ts';
import { replaceMessage, tell } from '../messages.ts';
import { type Person, personOf } from '../person.ts';
import { goneMessage } from '../slack/gone.ts';

/** A person gave feedback on a lesson. The latest counts, and the message says thank you. */
export const onFeedbackGiven = (catalogue: Catalogue) =>
  on(feedbackGiven, {
    opens: ['rating', 'comment'],
    publishes: [messageRequested],
    async handle(event, tx) {
      const person = personOf(event);
      const { assignment, rating, comment } = event.data;
      const found = await findAssignment(tx, { assignment, person, catalogue });
      if (typeof found === 'string') {
        tell(tx, goneMessage());
        return skip(found);
      }
      if (!rating && !comment) return skip('empty-feedback');
      const { row, lesson } = found;
      const withdrawnAt = await whenTakenBack(tx, person);
      const said = whatCounts({ rating, comment }, tx.now, { ...row, withdrawnAt });
      if (Object.keys(said).length === 0) return skip('older-than-known');
      const { tenant, user } = person;
      const sealed = await tx.seal(assignments, { _id: assignment, tenant, user, ...said });
      await tx.model(assignments).updateOne({ _id: assignment, tenant, user }, { $set: sealed });

      const answered = await answeredMessage(tx, { row: { ...row, ...sealed }, lesson }, catalogue);
      if (answered) replaceMessage(tx, answered.place, answered.content);
    },
  });

async function whenTakenBack(tx: Tx, { tenant, user }: Person): Promise<Date | undefined> {
  const learner = await tx.model(learners).findOne({ _id: user, tenant }, { feedbackWithdrawnAt: 1 }).lean();
  return learner?.feedbackWithdrawnAt;
}
