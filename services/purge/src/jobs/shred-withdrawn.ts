import { type Job, job } from '@crescendo/chassis';
import type { Coordination } from '../erasures/advance-erasure.ts';
import { withdrawals } from '../erasures/withdrawals.ts';

const AT_ONCE = 100;

/** Destroys the keys of what people took back. */
export const shredWithdrawn = ({ shred }: Pick<Coordination, 'shred'>): Job =>
  job({
    name: 'shred-withdrawn',
    every: 1_000,
    async run({ service, signal }) {
      const waiting = await service
        .model(withdrawals)
        .find({ status: 'waiting' })
        .sort({ withdrawnAt: 1 })
        .limit(AT_ONCE)
        .lean();
      for (const { _id, erasure, tenant, user, category } of waiting) {
        if (signal.aborted) return;
        await shred(service, { erasure, tenant, user, category });
        await service.model(withdrawals).updateOne({ _id }, { $set: { status: 'shredded' } });
      }
      return waiting.length === AT_ONCE;
    },
  });
