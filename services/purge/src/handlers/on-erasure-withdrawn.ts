import { deadLetter, on, skip } from '@crescendo/chassis';
import { erasureStepRequested, erasureWithdrawn, homeChanged } from '@crescendo/contracts';
import { cancelErasure, ownErasureOf } from '../erasures/begin-erasure.ts';

/** A person thought again in time. */
export const onErasureWithdrawn = on(erasureWithdrawn, {
  publishes: [erasureStepRequested, homeChanged],
  async handle({ tenant, user }, tx) {
    if (user === undefined) return deadLetter('erasure-of-nobody');
    const own = await ownErasureOf({ model: (collection) => tx.model(collection) }, { tenant, user });
    if (!own) return skip('no-erasure');
    const cancelled = await cancelErasure(tx, own);
    tx.publish(homeChanged, {});
    if (!cancelled) return skip('too-late');
  },
});
