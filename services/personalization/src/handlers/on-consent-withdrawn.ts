import { isOlder, newestOf, on, skip, type Tx } from '@crescendo/chassis';
import { consentWithdrawn, homeChanged } from '@crescendo/contracts';
import { type AssignmentRow, assignments } from '../assignments.ts';
import { whatIsTakenBack } from '../feedback.ts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { type Person, personOf } from '../person.ts';
import { withoutFeedback } from '../without-feedback.ts';

/**
 * A person took back their earlier feedback: deletes it, also from decisions that used it, and even if it arrives
 * later. Feedback given since then stays.
 */
export const onConsentWithdrawn = on(consentWithdrawn, {
  publishes: [homeChanged],
  async handle(event, tx) {
    if (event.data.category !== 'feedback') return skip('not-kept-here');
    const person = personOf(event);
    const { _id, feedbackWithdrawnAt } = await learnerFor(tx, person);
    if (isOlder(tx.now, feedbackWithdrawnAt)) return skip('older-than-known');
    await tx
      .model(learners)
      .updateOne({ _id }, { $set: { feedbackWithdrawnAt: newestOf(tx.now, feedbackWithdrawnAt) } });
    await forget(tx, person);
    tx.publish(homeChanged, {});
  },
});

async function forget(tx: Tx, { tenant, user }: Person): Promise<void> {
  const rows = await tx.model(assignments).find({ tenant, user }).lean<AssignmentRow[]>();
  for (const row of await tx.open(assignments, rows, ['decision'])) {
    const { _id, decision } = row;
    const sealed = await tx.seal(assignments, { _id, tenant, user, decision: withoutFeedback(decision) });
    const change = { $set: sealed, $unset: whatIsTakenBack(row, tx.now) };
    await tx.model(assignments).updateOne({ _id, tenant, user }, change);
  }
}
