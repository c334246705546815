import { type Job, job } from '@crescendo/chassis';
import type { Coordination } from '../erasures/advance-erasure.ts';
import { withdrawals } from '../erasures/withdrawals.ts';

/** Destroys the keys of what people took back. */
export const shredWithdrawn = ({ shred }: Pick<Coordination, 'shred'>): Job =>
  job({
    name: 'shred-withdrawn',
    every: 1_000,
    async run({ service, eachRow }) {
      const waiting = service.model(withdrawals).find({ status: 'waiting' }).sort({ withdrawnAt: 1 }).lean();
      const { more } = await eachRow(waiting, async ({ _id, erasure, tenant, user, category }) => {
        await shred(service, { erasure, tenant, user, category });
        await service.model(withdrawals).updateOne({ _id }, { $set: { status: 'shredded' } });
      });
      return more;
    },
  });
