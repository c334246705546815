import { deadLetter, isOlder, on, skip } from '@crescendo/chassis';
import { erasureStepRequested, erasureWithdrawn, homeChanged } from '@crescendo/contracts';
import { beginErasure, cancelErasure, ownErasureOf } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantsToStay } from '../erasures/wishes.ts';

/**
 * A person changed their mind in time. If a newer request arrived while the first was still under way, it starts now,
 * and its grace counts from when they asked.
 */
export const onErasureWithdrawn = ({ coolingOffHours }: { coolingOffHours: number }) =>
  on(erasureWithdrawn, {
    publishes: [erasureStepRequested, homeChanged],
    async handle({ tenant, user, time }, tx) {
      if (user === undefined) return deadLetter('erasure-of-nobody');
      const whose = { tenant, user };
      if (await isPastWishing(tx, whose)) {
        tx.publish(homeChanged, {});
        return skip('too-late');
      }
      const { goesSince } = await wantsToStay(tx, whose, time);
      const own = await ownErasureOf({ model: (collection) => tx.model(collection) }, whose);
      if (!own) return skip('no-erasure');
      if (isOlder(time, own.requestedAt)) return skip('older-than-known');
      const cancelled = await cancelErasure(tx, own);
      tx.publish(homeChanged, {});
      if (!cancelled) return skip('too-late');
      if (!goesSince) return;
      await beginErasure(tx, { ...whose, why: 'asked', requestedAt: goesSince, graceHours: coolingOffHours });
    },
  });
