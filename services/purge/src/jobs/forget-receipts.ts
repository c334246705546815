import { job } from '@crescendo/chassis';
import { erasureAnswers, erasures } from '../erasures/erasures.ts';
import { receiptsForgottenBefore } from '../receipt/retained.ts';

const HOUR_MS = 3_600_000;

/** Deletes persons' erasures and their receipts once nobody can ask for them any longer. */
export const forgetReceipts = job({
  name: 'forget-receipts',
  every: HOUR_MS,
  async run({ now, service, eachRow }) {
    const old = { scope: 'person', state: 'done', since: { $lt: receiptsForgottenBefore(now) } } as const;
    const rows = service.model(erasures).find(old, { _id: 1 }).lean();
    const { more } = await eachRow(rows, async ({ _id }) => {
      // The answers go first: after a crash in between, the job still finds the row.
      await service.model(erasureAnswers).deleteMany({ erasure: _id });
      await service.model(erasures).deleteOne({ _id });
    });
    return more;
  },
});
