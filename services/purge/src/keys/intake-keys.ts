import type { EachRow, ServiceContext } from '@crescendo/chassis';
import { Keys } from './keys.ts';
import { TenantKeys } from './tenant-keys.ts';

type Store = Pick<ServiceContext, 'model' | 'transaction'>;

/** Customers that have keys of earlier days. */
const withKeysBefore = ({ model }: Store, day: string) =>
  model(Keys)
    .aggregate<{ _id: string }>()
    .match({ category: 'intake', day: { $lt: day } })
    .group({ _id: '$tenant' });

/**
 * Destroys the intake keys of earlier days, customer by customer. Resolves to how many, and whether there may be more.
 * As after any erasure, these customers get new keys with the next epoch, since backups still have what was deleted
 * here.
 */
export async function destroyIntakeKeysBefore(
  store: Store,
  { day, eachRow }: { day: string; eachRow: EachRow },
): Promise<{ destroyed: number; more: boolean }> {
  let destroyed = 0;
  const { more } = await eachRow(withKeysBefore(store, day), async ({ _id: tenant }) => {
    destroyed += await store.transaction(async () => {
      const marked = { $set: { erased: true }, $inc: { uses: 1 } } as const;
      await store.model(TenantKeys).updateOne({ _id: tenant, status: 'live' }, marked);
      const { deletedCount } = await store.model(Keys).deleteMany({ category: 'intake', day: { $lt: day }, tenant });
      return deletedCount;
    });
  });
  return { destroyed, more };
}
