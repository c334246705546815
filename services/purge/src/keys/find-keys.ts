import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { ErasedPeople, erasedPersonId } from './erased-people.ts';
import { type KeyPlace, type KeyRow, Keys, newStoredKey, openKey, rowId, type StoredKey, storedKey } from './keys.ts';
import { keyInForce, type TenantKeyring, type TenantRow } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';

type Store = Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;
type Wanted = { tenants: TenantKeyring; tenant: string; places: readonly KeyPlace[] };

// In short lists, in parallel: the embedded database compares every match with the whole list (500 ids take 190 ms in
// one list, 43 ms in short ones).
const IDS_PER_QUERY = 50;
const FIELDS = { status: 1, wrapped: 1, under: 1, generation: 1 } as const;

function byId(rows: readonly KeyRow[]): Map<string, StoredKey> {
  const keys = new Map<string, StoredKey>();
  for (const row of rows) {
    const key = storedKey(row);
    if (key) keys.set(row._id, key);
  }
  return keys;
}

async function liveKeys(store: Store, ids: readonly string[]): Promise<Map<string, StoredKey>> {
  const slices = Array.from({ length: Math.ceil(ids.length / IDS_PER_QUERY) }, (_, n) =>
    ids.slice(n * IDS_PER_QUERY, (n + 1) * IDS_PER_QUERY),
  );
  const found = await Promise.all(
    slices.map((slice) =>
      store
        .model(Keys)
        .find({ _id: { $in: slice }, status: 'live' }, FIELDS)
        .readConcern('majority') // a failover must not roll back a key that was lent
        .lean(),
    ),
  );
  return byId(found.flat());
}

/** The erased people among those whose keys are requested: they get no key again. */
async function erasedAmong(store: Store, tenant: string, places: Iterable<KeyPlace>): Promise<Set<string>> {
  const users = new Set([...places].flatMap(({ user }) => user ?? []));
  if (users.size === 0) return users;
  const ids = [...users].map((user) => erasedPersonId(tenant, user));
  const rows = await store
    .model(ErasedPeople)
    .find({ _id: { $in: ids } }, { user: 1 })
    .lean();
  return new Set(rows.map(({ user }) => user));
}

/**
 * Creates missing keys in one transaction. It changes the tenant's row, as every transaction that destroys the tenant's
 * keys does, so that the two cannot interleave. People who are erased by then get no key.
 */
async function make(
  store: Store,
  { tenants, tenant, missing }: { tenants: TenantKeyring; tenant: string; missing: ReadonlyMap<string, KeyPlace> },
): Promise<Map<string, StoredKey>> {
  return await store.transaction(async () => {
    const row = await tenants.use(store, tenant);
    const inForce = row && keyInForce(row);
    if (!row || !inForce) return new Map();
    const parent = await tenants.open(store, row, inForce.number);
    const erased = await erasedAmong(store, tenant, missing.values());
    const found = await store
      .model(Keys)
      .find({ _id: { $in: [...missing.keys()] } }, FIELDS)
      .lean();
    const there = new Map(found.map((one) => [one._id, one]));
    const keys = byId(found);
    const wanted = [...missing].filter(([id, { user }]) => !keys.has(id) && !(user && erased.has(user)));
    const made = await Promise.all(
      wanted.map(async ([id, place]) => {
        const generation = there.get(id)?.generation ?? 1;
        return { id, place, key: await newStoredKey(id, parent, { under: inForce.number, generation }) };
      }),
    );
    await insert(
      store,
      tenant,
      made.filter(({ id }) => !there.has(id)),
    );
    for (const { id, key } of made) {
      keys.set(id, key);
      if (!there.has(id)) continue;
      const live = { status: 'live', wrapped: key.wrapped, under: key.under } as const;
      await store.model(Keys).updateOne({ _id: id, status: 'withdrawn' }, { $set: live });
    }
    return keys;
  });
}

async function insert(store: Store, tenant: string, made: readonly { id: string; place: KeyPlace; key: StoredKey }[]) {
  const rows = made.map(({ id, place: { user, category, day }, key: { wrapped, under } }) => ({
    _id: id,
    tenant,
    ...(user && { user }),
    category,
    ...(day && { day }),
    status: 'live' as const,
    under,
    wrapped,
  }));
  if (rows.length > 0) await store.model(Keys).insertMany(rows, { throwOnValidationError: true });
}

/** A tenant's keys in the requested order. Missing ones are created, exactly once; destroyed ones are undefined. */
async function findOrMake(store: Store, { tenants, tenant, places }: Wanted): Promise<(StoredKey | undefined)[]> {
  const ids = places.map((place) => rowId(tenant, place));
  const keys = await liveKeys(store, ids);
  const missing = new Map<string, KeyPlace>();
  places.forEach((place, at) => {
    const id = ids[at];
    if (id !== undefined && !keys.has(id)) missing.set(id, place);
  });
  if (missing.size === 0) return ids.map((id) => keys.get(id));
  // Checked first outside a transaction: late events about erased people are many, and change nothing.
  const erased = await erasedAmong(store, tenant, missing.values());
  for (const [id, { user }] of missing) if (user && erased.has(user)) missing.delete(id);
  if (missing.size > 0 && (await tenants.find(store, tenant)).status === 'live')
    for (const [id, key] of await make(store, { tenants, tenant, missing })) keys.set(id, key);
  return ids.map((id) => keys.get(id));
}

export type LentKey = { key: Uint8Array; generation: number };

/** How many times to retry when reads at different moments do not fit together, as while a tenant gets a new key. */
const ATTEMPTS = 4;
const MOVED = ['tenant-key-replaced', 'epoch-gone'];

/**
 * A tenant's keys, opened, in the requested order. Missing ones are created; destroyed ones are undefined.
 *
 * After an erasure has committed, no key is created. An answer may leave just after the commit with a key that was read
 * just before it. But its request came before the commit, and the client counts its lease from the request. So one
 * lease after the commit nobody holds such a key.
 */
export async function openKeys(store: Store, wanted: Wanted): Promise<(LentKey | undefined)[]> {
  for (let attempt = 1; ; attempt++) {
    const keys = await findOrMake(store, wanted);
    const row = await wanted.tenants.find(store, wanted.tenant);
    if (row.status === 'gone') return keys.map(() => undefined);
    try {
      return await openAll(store, { tenants: wanted.tenants, row, keys });
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Failure && MOVED.includes(error.code))) throw error;
    }
  }
}

async function openAll(
  store: Store,
  { tenants, row, keys }: { tenants: TenantKeyring; row: TenantRow; keys: readonly (StoredKey | undefined)[] },
): Promise<(LentKey | undefined)[]> {
  const parents = new Map<number, Parent>();
  for (const number of new Set(keys.flatMap((key) => key?.under ?? [])))
    parents.set(number, await tenants.open(store, row, number));
  return await Promise.all(
    keys.map(async (key) => {
      const parent = key && parents.get(key.under);
      return parent && { key: await openKey(parent, key), generation: key.generation };
    }),
  );
}
