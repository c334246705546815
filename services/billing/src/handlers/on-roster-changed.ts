import { on, skip } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { seats } from '../seats.ts';

/** The newest count of a customer's people is the number of their seats. */
export const onRosterChanged = on(rosterChanged, {
  async handle({ data }, tx) {
    const { tenant } = tx;
    const known = await tx.model(seats).findOne({ _id: tenant, tenant }).lean();
    if (known && known.version >= data.version) return skip('older-count');
    if (known) await tx.model(seats).updateOne({ _id: tenant, tenant }, { $set: data });
    else await tx.model(seats).create([{ _id: tenant, tenant, ...data }]);
  },
});
