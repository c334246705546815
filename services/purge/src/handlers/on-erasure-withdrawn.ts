import { on, skip } from '@crescendo/chassis';
import { erasureStepRequested, erasureWithdrawn, homeChanged } from '@crescendo/contracts';
import { cancelErasure, openErasureOf } from '../begin-erasure.ts';

/** A person thought again in time. */
export const onErasureWithdrawn = on(erasureWithdrawn, {
  publishes: [erasureStepRequested, homeChanged],
  async handle({ tenant, user }, tx) {
    const open = await openErasureOf({ model: (collection) => tx.model(collection) }, { tenant, user });
    if (!open || open.user !== user) return skip('no-erasure');
    const cancelled = await cancelErasure(tx, open);
    tx.publish(homeChanged, {});
    if (!cancelled) return skip('too-late');
  },
});
