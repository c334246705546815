import { on, skip } from '@crescendo/chassis';
import { homeChanged, messageSent } from '@crescendo/contracts';
import { type AssignmentRow, assignments } from '../assignments.ts';
import { personOf } from '../person.ts';

/** Stores on a lesson's assignment whether its message arrived, and has App Home show it. */
export const onMessageSent = on(messageSent, {
  opens: ['place'],
  publishes: [homeChanged],
  async handle(event, tx) {
    const person = personOf(event);
    const { message, outcome, reason, place } = event.data;
    const row = await tx
      .model(assignments)
      .findOne({ message, ...person })
      .lean<AssignmentRow>();
    if (!row) return skip('not-a-lesson');
    if (row.delivery !== 'requested') return skip('outcome-known'); // the person's answer came first

    const { _id } = row;
    const told = await tx.seal(assignments, {
      _id,
      ...person,
      delivery: outcome,
      ...(reason && { reason }),
      ...(place && { place }),
      ...(outcome === 'sent' && { sentAt: tx.now }),
    });
    await tx.model(assignments).updateOne({ _id, ...person }, { $set: told });
    tx.publish(homeChanged, {});
  },
});
