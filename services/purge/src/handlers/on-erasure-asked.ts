import { deadLetter, on, skip } from '@crescendo/chassis';
import { erasureAsked, erasureStepRequested, homeChanged, newId } from '@crescendo/contracts';
import { beginErasure } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantsToGo } from '../erasures/wishes.ts';

/**
 * A person asked to be erased and may change their mind for a while. A person who left the workspace is erased without
 * a grace.
 */
export const onErasureAsked = ({ coolingOffHours }: { coolingOffHours: number }) =>
  on(erasureAsked, {
    publishes: [erasureStepRequested, homeChanged],
    async handle({ tenant, user, data: { why, at } }, tx) {
      if (user === undefined) return deadLetter('erasure-of-nobody');
      const id = newId('erasure');
      const requestedAt = new Date(at);
      if (await isPastWishing(tx, { tenant, user })) {
        tx.publish(homeChanged, {});
        return skip('erasure-under-way');
      }
      if (why === 'asked' && !(await wantsToGo(tx, { tenant, user }, requestedAt))) return skip('older-than-known');
      const graceHours = why === 'left' ? 0 : coolingOffHours;
      const begun = await beginErasure(tx, { id, tenant, user, why, requestedAt, graceHours });
      tx.publish(homeChanged, {});
      return begun._id === id ? undefined : skip('erasure-under-way');
    },
  });
