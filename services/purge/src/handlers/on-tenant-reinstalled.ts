import { isOlder, on, skip } from '@crescendo/chassis';
import { erasureStepRequested, tenantReinstalled } from '@crescendo/contracts';
import { cancelErasure, openErasureOf } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantsToStay } from '../erasures/wishes.ts';

/**
 * A customer came back before anything was erased: they go on where they were. This event may arrive late: if they left
 * again, or somebody ended them, after coming back, the later end stands.
 */
export const onTenantReinstalled = on(tenantReinstalled, {
  publishes: [erasureStepRequested],
  async handle({ tenant, data: { at } }, tx) {
    if (await isPastWishing(tx, { tenant })) return skip('too-late');
    const back = new Date(at);
    const { goesSince } = await wantsToStay(tx, { tenant }, back);
    const open = await openErasureOf({ model: (collection) => tx.model(collection) }, { tenant });
    if (!open) return skip('no-erasure');
    if (goesSince || isOlder(back, open.wishedAt ?? open.requestedAt)) return skip('older-than-known');
    if (!(await cancelErasure(tx, open))) return skip('too-late');
  },
});
