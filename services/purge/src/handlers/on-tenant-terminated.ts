import { on, skip } from '@crescendo/chassis';
import { erasureStepRequested, newId, tenantTerminated } from '@crescendo/contracts';
import { beginErasure } from '../erasures/begin-erasure.ts';
import { isPastWishing, wantedToStaySince, wantsToGo } from '../erasures/wishes.ts';

/**
 * A relationship ended: the customer is held during the grace and then erased. If Slack's evidence had already ended it
 * and somebody requests it now, the request counts, even after the fence.
 */
export const onTenantTerminated = ({ graceHours }: { graceHours: number }) =>
  on(tenantTerminated, {
    publishes: [erasureStepRequested],
    async handle({ tenant, data: { why, at, grace } }, tx) {
      const id = newId('erasure');
      const requestedAt = new Date(at);
      const older = (await isPastWishing(tx, { tenant }))
        ? await wantedToStaySince(tx, { tenant }, requestedAt)
        : !(await wantsToGo(tx, { tenant }, requestedAt));
      if (older) return skip('older-than-known');
      const hours = grace === 'none' ? 0 : graceHours;
      const begun = await beginErasure(tx, { id, tenant, why, requestedAt, graceHours: hours });
      const counts = begun._id === id || begun.wishedAt?.getTime() === at;
      return counts ? undefined : skip('erasure-under-way');
    },
  });
