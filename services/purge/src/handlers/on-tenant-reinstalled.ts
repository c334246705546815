import { on, skip } from '@crescendo/chassis';
import { erasureStepRequested, tenantReinstalled } from '@crescendo/contracts';
import { cancelErasure, openErasureOf } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantsToStay } from '../erasures/wishes.ts';

/** A customer came back while nothing of theirs was erased: they go on where they were. */
export const onTenantReinstalled = on(tenantReinstalled, {
  publishes: [erasureStepRequested],
  async handle({ tenant, data: { at } }, tx) {
    if (await isPastWishing(tx, { tenant })) return skip('too-late');
    await wantsToStay(tx, { tenant }, new Date(at));
    const open = await openErasureOf({ model: (collection) => tx.model(collection) }, { tenant });
    if (!open) return skip('no-erasure');
    if (!(await cancelErasure(tx, open))) return skip('too-late');
  },
});
