import { on, skip } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { seats } from '../seats.ts';

/** Keeps the newest count of a customer's people as its number of seats. */
export const onRosterChanged = on(rosterChanged, {
  async handle({ data }, tx) {
    const { tenant } = tx;
    const known = await tx.model(seats).findOne({ _id: tenant, tenant }).lean();
    if (known && known.version >= data.version) return skip('older-count');
    if (known) await tx.model(seats).updateOne({ _id: tenant, tenant }, { $set: data });
    else await tx.model(seats).create([{ _id: tenant, tenant, ...data }]);
  },
});
