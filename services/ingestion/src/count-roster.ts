import type { RowOf, Tx } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { people } from './people.ts';
import { rosterSyncs } from './roster-syncs.ts';
import { uncountedChanges } from './uncounted-changes.ts';

/**
 * Counts who is a seat, publishes the absolute number, and settles the changes the count has seen. Stubs do not count:
 * nobody knows yet whether they are people.
 */
export async function countRoster(tx: Tx<typeof rosterChanged>): Promise<void> {
  const { tenant } = tx;
  const counted = await tx.model(uncountedChanges).find({ tenant }, { _id: 1 }).lean();
  await tx.model(uncountedChanges).deleteMany({ _id: { $in: counted.map(({ _id }) => _id) } });

  const active = await tx.model(people).find({ tenant, status: 'active', stub: false }).lean<RowOf<typeof people>[]>();
  const opened = await tx.open(people, active, ['flags']);
  const guests = opened.filter(({ flags }) => flags?.guest).length;

  // Two counts at once meet in this row, and the later is made anew: a newer version never has older numbers.
  const sync = await tx.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean();
  const version = Math.max(tx.now.getTime(), (sync?.counted ?? 0) + 1);
  await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { counted: version } });
  tx.publish(rosterChanged, { billable: active.length, guests, version });
}
