import { deadLetter, on, skip } from '@crescendo/chassis';
import { erasureAsked, erasureStepRequested, homeChanged, newId } from '@crescendo/contracts';
import { beginErasure } from '../erasures/begin-erasure.ts';

/** A person wants to be erased, and may think again for a while; who has left the workspace is not asked. */
export const onErasureAsked = ({ coolingOffHours }: { coolingOffHours: number }) =>
  on(erasureAsked, {
    publishes: [erasureStepRequested, homeChanged],
    async handle({ tenant, user, data: { why, at } }, tx) {
      if (user === undefined) return deadLetter('erasure-of-nobody');
      const id = newId('erasure');
      const graceHours = why === 'left' ? 0 : coolingOffHours;
      const begun = await beginErasure(tx, { id, tenant, user, why, requestedAt: new Date(at), graceHours });
      tx.publish(homeChanged, {});
      return begun._id === id ? undefined : skip('erasure-under-way');
    },
  });
