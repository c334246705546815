import { on, skip } from '@crescendo/chassis';
import { erasureStepRequested, tenantReinstalled } from '@crescendo/contracts';
import { cancelErasure, openErasureOf } from '../erasures/begin-erasure.ts';

/** A customer came back while nothing of theirs was erased: they go on where they were. */
export const onTenantReinstalled = on(tenantReinstalled, {
  publishes: [erasureStepRequested],
  async handle({ tenant }, tx) {
    const open = await openErasureOf({ model: (collection) => tx.model(collection) }, { tenant });
    if (!open) return skip('no-erasure');
    if (!(await cancelErasure(tx, open))) return skip('too-late');
  },
});
