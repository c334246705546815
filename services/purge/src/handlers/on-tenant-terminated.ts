import { on, skip } from '@crescendo/chassis';
import { erasureStepRequested, newId, tenantTerminated } from '@crescendo/contracts';
import { beginErasure } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantsToGo } from '../erasures/wishes.ts';

/** A relationship ended: the customer is held while they may think again, and then erased. */
export const onTenantTerminated = ({ graceHours }: { graceHours: number }) =>
  on(tenantTerminated, {
    publishes: [erasureStepRequested],
    async handle({ tenant, data: { why, at, grace } }, tx) {
      const id = newId('erasure');
      if (await isPastWishing(tx, { tenant })) return skip('erasure-under-way');
      if (!(await wantsToGo(tx, { tenant }, new Date(at)))) return skip('older-than-known');
      const hours = grace === 'none' ? 0 : graceHours;
      const begun = await beginErasure(tx, { id, tenant, why, requestedAt: new Date(at), graceHours: hours });
      return begun._id === id ? undefined : skip('erasure-under-way');
    },
  });
