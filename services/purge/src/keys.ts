import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { type Category, categories, opaque, plain, tenantId, transient, userId } from '@crescendo/contracts';
import { keyId } from '@crescendo/keyring';
import { z } from 'zod';
import { newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/**
 * One key for each person and category, tenant and category, and tenant and day of intake, and a tenant's key for keyed
 * hashes (`index`); wrapped under the tenant's. `gone` is a tombstone: destroyed, and never made again.
 */
export const Keys = collection({
  name: 'keys',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    category: plain(z.enum([...categories, 'index'])),
    day: plain(z.string()).optional(),
    status: plain(z.enum(['live', 'gone'])),
    wrapped: opaque(z.string()).optional(),
  }),
  indexes: [{ fields: { category: 1, day: 1 } }],
});

/** A key within its tenant. */
export type KeyPlace = { user?: string | undefined; category: Category | 'index'; day?: string | undefined };

type Store = Pick<ServiceContext, 'model'>;

/** A row's id says all that makes the key unique, so that the database itself keeps a second one out. */
function rowId(tenant: string, { user, category, day }: KeyPlace): string {
  if (category === 'index') return `${tenant}/${tenant}/index`;
  return `${tenant}/${keyId({ tenant, category, ...(user && { user }), ...(day && { day }) })}`;
}

// Side by side and short: the embedded database compares every match with the whole list (500 ids: 190 ms at once, 43 ms so).
const IDS_PER_QUERY = 50;

async function rowsOf(store: Store, ids: readonly string[]) {
  const slices = Array.from({ length: Math.ceil(ids.length / IDS_PER_QUERY) }, (_, n) =>
    ids.slice(n * IDS_PER_QUERY, (n + 1) * IDS_PER_QUERY),
  );
  const found = await Promise.all(
    slices.map((slice) =>
      store
        .model(Keys)
        .find({ _id: { $in: slice } }, { status: 1, wrapped: 1 })
        .readConcern('majority') // what is released must not be rolled back by a failover
        .lean(),
    ),
  );
  return new Map(found.flat().map((row) => [row._id, row]));
}

async function make(store: Store, parent: Parent, places: ReadonlyMap<string, KeyPlace>): Promise<void> {
  const rows = await Promise.all(
    [...places].map(async ([_id, { user, category, day }]) => ({
      _id,
      tenant: parent.name,
      ...(user && { user }),
      category,
      ...(day && { day }),
      status: 'live' as const,
      wrapped: await wrap({ name: _id, key: newKey(), parent }),
    })),
  );
  await insertOnce(store.model(Keys), rows);
}

/** The wrapped keys of a tenant, in the order asked for: made where missing, exactly once; undefined where destroyed. */
export async function findOrMake(store: Store, parent: Parent, places: readonly KeyPlace[]) {
  const ids = places.map((place) => rowId(parent.name, place));
  const rows = await rowsOf(store, ids);
  const missing = new Map<string, KeyPlace>();
  places.forEach((place, at) => {
    const id = ids[at];
    if (id !== undefined && !rows.has(id)) missing.set(id, place);
  });
  if (missing.size > 0) {
    await make(store, parent, missing);
    for (const [id, row] of await rowsOf(store, [...missing.keys()])) rows.set(id, row);
  }
  return ids.map((name) => {
    const row = rows.get(name);
    if (!row) throw transient('key-not-settled', 'A key was made and has not reached a majority yet.');
    return row.status === 'gone' || row.wrapped === undefined ? undefined : { name, wrapped: row.wrapped };
  });
}

/** A key of the tenant, opened. */
export const openKey = (parent: Parent, key: { name: string; wrapped: string }): Promise<Uint8Array> =>
  unwrap({ ...key, parent });
