import { on, skip, type Tx } from '@crescendo/chassis';
import { consentWithdrawn, homeChanged } from '@crescendo/contracts';
import { type AssignmentRow, assignments } from '../assignments.ts';
import { type Person, personOf } from '../person.ts';
import { withoutFeedback } from '../without-feedback.ts';

/** A person took back what they said about lessons: it is forgotten, also where decisions rested on it. */
export const onConsentWithdrawn = on(consentWithdrawn, {
  publishes: [homeChanged],
  async handle(event, tx) {
    if (event.data.category !== 'feedback') return skip('not-kept-here');
    const person = personOf(event);
    await tx.model(assignments).updateMany({ ...person }, { $unset: { rating: 1, comment: 1 } });
    await forgetInDecisions(tx, person);
    tx.publish(homeChanged, {});
  },
});

async function forgetInDecisions(tx: Tx, { tenant, user }: Person): Promise<void> {
  const rows = await tx.model(assignments).find({ tenant, user }).lean<AssignmentRow[]>();
  for (const { _id, decision } of await tx.open(assignments, rows, ['decision'])) {
    const sealed = await tx.seal(assignments, { _id, tenant, user, decision: withoutFeedback(decision) });
    await tx.model(assignments).updateOne({ _id, tenant, user }, { $set: sealed });
  }
}
