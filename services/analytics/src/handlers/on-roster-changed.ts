import { on, skip } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { rosterCounts } from '../roster-counts.ts';

/** Keeps the newest count of a customer's people, the most that can be behind its numbers. */
export const onRosterChanged = on(rosterChanged, {
  async handle({ data }, tx) {
    const { tenant } = tx;
    const { billable: people, version } = data;
    const known = await tx.model(rosterCounts).findOne({ _id: tenant, tenant }).lean();
    if (known && known.version >= version) return skip('older-count');
    if (known) await tx.model(rosterCounts).updateOne({ _id: tenant, tenant }, { $set: { people, version } });
    else await tx.model(rosterCounts).create([{ _id: tenant, tenant, people, version }]);
  },
});
