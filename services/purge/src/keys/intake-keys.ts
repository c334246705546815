import type { ServiceContext } from '@crescendo/chassis';
import { Keys } from './keys.ts';
import { TenantKeys } from './tenant-keys.ts';

type Store = Pick<ServiceContext, 'model' | 'transaction'>;

/** Customers that have keys of days before this one. */
async function withKeysBefore(store: Store, day: string): Promise<Set<string>> {
  const rows = await store
    .model(Keys)
    .find({ category: 'intake', day: { $lt: day } }, { tenant: 1 })
    .lean();
  return new Set(rows.map(({ tenant }) => tenant));
}

/**
 * Destroys the intake keys of days before this one, and answers how many. As after any erasure their customers' own keys are
 * replaced with the next epoch: a backup has what was deleted here.
 */
export async function destroyIntakeKeysBefore(store: Store, day: string): Promise<number> {
  let destroyed = 0;
  for (const tenant of await withKeysBefore(store, day))
    destroyed += await store.transaction(async () => {
      const marked = { $set: { erased: true }, $inc: { uses: 1 } } as const;
      await store.model(TenantKeys).updateOne({ _id: tenant, status: 'live' }, marked);
      const { deletedCount } = await store.model(Keys).deleteMany({ category: 'intake', day: { $lt: day }, tenant });
      return deletedCount;
    });
  return destroyed;
}
