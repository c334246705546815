import type { ServiceContext } from '@crescendo/chassis';
import type { Category } from '@crescendo/contracts';
import { ErasedPeople, erasedPersonId } from './erased-people.ts';
import type { ErasedScope } from './erasure-ledger.ts';
import { Keys, rowId } from './keys.ts';
import { TenantKeys } from './tenant-keys.ts';

type Store = Pick<ServiceContext, 'model'>;

/** Matches ids that begin with `prefix/`: `0` comes right after the slash. */
export const under = (prefix: string) => ({ _id: { $gt: `${prefix}/`, $lt: `${prefix}0` } });

/**
 * Destroys the keys of a scope in the current transaction, and prevents new ones. A customer's rows in `keys` are
 * useless from then on; since there may be many, they are deleted later.
 *
 * @returns how many keys were destroyed
 */
export async function bury(store: Store, { tenant, user, category }: ErasedScope): Promise<number> {
  if (user === undefined) return await buryTenant(store, tenant);
  // Transactions that create keys change this row too, so none can create this person's key at the same time.
  const marked = { $set: { erased: true }, $inc: { uses: 1 } } as const;
  await store.model(TenantKeys).updateOne({ _id: tenant, status: 'live' }, marked);
  const row = await store.model(TenantKeys).findOne({ _id: tenant }, { status: 1 }).lean();
  if (row?.status === 'gone') return 0;
  return category === undefined
    ? await buryPerson(store, tenant, user)
    : await buryCategory(store, { tenant, user, category });
}

async function buryTenant(store: Store, tenant: string): Promise<number> {
  const tombstone = {
    $set: { status: 'gone' },
    $unset: { number: 1, epoch: 1, wrapped: 1, former: 1, erased: 1 },
  } as const;
  const row = await store.model(TenantKeys).findOne({ _id: tenant }, { status: 1 }).lean();
  await store.model(TenantKeys).updateOne({ _id: tenant }, tombstone, { upsert: true });
  if (row?.status !== 'live') return 0;
  return 1 + (await store.model(Keys).countDocuments({ ...under(tenant), status: 'live' }));
}

async function buryPerson(store: Store, tenant: string, user: string): Promise<number> {
  const _id = erasedPersonId(tenant, user);
  await store.model(ErasedPeople).updateOne({ _id }, { $setOnInsert: { tenant, user } }, { upsert: true });
  const keys = await store.model(Keys).countDocuments({ ...under(_id), status: 'live' });
  await store.model(Keys).deleteMany(under(_id));
  return keys;
}

/** The next key has the next generation. The ledger alone determines it, even for an older database. */
async function buryCategory(store: Store, scope: { tenant: string; user: string; category: Category }) {
  const { tenant, user, category } = scope;
  if (
    await store
      .model(ErasedPeople)
      .findOne({ _id: erasedPersonId(tenant, user) }, { _id: 1 })
      .lean()
  )
    return 0;
  const _id = rowId(tenant, { user, category });
  const row = await store.model(Keys).findOne({ _id }, { status: 1, generation: 1 }).lean();
  const withdrawn = { tenant, user, category, status: 'withdrawn', generation: (row?.generation ?? 1) + 1 } as const;
  await store.model(Keys).updateOne({ _id }, { $set: withdrawn, $unset: { wrapped: 1, under: 1 } }, { upsert: true });
  return row?.status === 'live' ? 1 : 0;
}

/** Deletes the remaining rows of a buried customer. After an interruption it simply runs again. */
export async function sweep(store: Store, tenant: string): Promise<void> {
  await store.model(Keys).deleteMany(under(tenant));
  await store.model(ErasedPeople).deleteMany(under(tenant));
}
