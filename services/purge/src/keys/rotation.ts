import type { EachRow, ServiceContext } from '@crescendo/chassis';
import type { EpochKeys } from './epochs.ts';
import { Keys, openKey, storedKey, wrapAgain } from './keys.ts';
import { keyInForce, type TenantKey, type TenantKeyring, TenantKeys, type TenantRow } from './tenant-keys.ts';
import { under } from './tombstones.ts';

type Store = Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;
type Parts = { epochs: EpochKeys; tenants: TenantKeyring };

const HOUR_MS = 60 * 60 * 1000;
const KEYS_AT_ONCE = 250;

/** When older backups can no longer open what was shredded at this time: at the end of its epoch. */
export const backupsOpenUntil = (shredded: Date, epochHours: number): Date =>
  new Date(shredded.getTime() + epochHours * HOUR_MS);

/** Wraps a tenant's existing key under the new epoch; leaves it for later if an erasure came in between. */
async function wrapUnder(store: Store, { tenants }: Parts, row: TenantRow & { key: TenantKey; epoch: number }) {
  const { _id, key, epoch } = row;
  const again = await tenants.wrap(store, { tenant: _id, number: key.number, epoch, again: key });
  const asItWas = { _id, status: 'live', wrapped: key.wrapped, erased: { $ne: true } } as const;
  await store.model(TenantKeys).updateOne(asItWas, { $set: { epoch, wrapped: again.wrapped } });
}

/** Gives a tenant a new key. From its commit, new keys are created under it and existing ones can move to it. */
async function giveNewKey(store: Store, { tenants }: Parts, row: TenantRow & { key: TenantKey; epoch: number }) {
  const { _id, key, epoch } = row;
  const next = await tenants.wrap(store, { tenant: _id, number: key.number + 1, epoch });
  const change = { $set: { ...next, former: key }, $unset: { erased: 1 }, $inc: { uses: 1 } } as const;
  await store.model(TenantKeys).updateOne({ _id, status: 'live', wrapped: key.wrapped }, change);
}

/**
 * Moves a tenant's keys from the former tenant key to the current one. Both exist until none is left under the former.
 */
async function moveKeys(store: Store, { tenants }: Parts, row: TenantRow): Promise<void> {
  const inForce = keyInForce(row);
  if (!inForce || !row.former) return;
  const [from, to] = [
    await tenants.open(store, row, row.former.number),
    await tenants.open(store, row, inForce.number),
  ];
  const left = { ...under(row._id), status: 'live', under: { $ne: inForce.number } } as const;
  const rows = await store
    .model(Keys)
    .find(left, { status: 1, wrapped: 1, under: 1, generation: 1 })
    .readConcern('majority')
    .lean();
  for (let at = 0; at < rows.length; at += KEYS_AT_ONCE) {
    const moved = await Promise.all(
      rows.slice(at, at + KEYS_AT_ONCE).map(async (one) => {
        const key = storedKey(one);
        if (!key) return [];
        const wrapped = await wrapAgain(to, key, await openKey(from, key));
        // Only if unchanged since it was read: a key destroyed in between stays destroyed.
        const filter = { _id: one._id, wrapped: key.wrapped };
        return [{ updateOne: { filter, update: { $set: { wrapped, under: inForce.number } } } }];
      }),
    );
    // One durable write for all of them is ten times as fast as one each.
    await store.transaction(async () => void (await store.model(Keys).bulkWrite(moved.flat())));
  }
  if (await store.model(Keys).exists(left)) return; // not all moved: the next run finds the rest
  await store.model(TenantKeys).updateOne({ _id: row._id, number: inForce.number }, { $unset: { former: 1 } });
}

/**
 * Takes one tenant a step towards the current epoch. Without an erasure since its key was created, the key stays. With
 * one, the tenant gets a new key, since an old copy of the database still has data that the old key opens.
 */
async function step(store: Store, parts: Parts, row: TenantRow & { inForce: number }): Promise<void> {
  const key = keyInForce(row);
  if (row.former) await moveKeys(store, parts, row);
  else if (key && row.erased) await giveNewKey(store, parts, { ...row, key, epoch: row.inForce });
  else if (key) await wrapUnder(store, parts, { ...row, key, epoch: row.inForce });
}

type Rotation = Parts & { hours: number; now: Date; eachRow: EachRow };

/**
 * Ends the current epoch when its hours are over: begins the next, moves every surviving key under it, and then
 * destroys the old epoch's key. From then on an older copy of the database opens nothing by itself, and even with all
 * of today's keys nothing that was erased. Traffic goes on meanwhile, and an interrupted run continues where it was. If
 * a tenant's key cannot be moved, the others still are, and the old epoch's key stays.
 *
 * @returns whether there is more to do right away
 */
export async function rotate(store: Store, parts: Rotation): Promise<boolean> {
  const { epochs, hours, now, eachRow } = parts;
  const retiring = await epochs.retiring(store);
  const { number: inForce, beganAt } = await epochs.current(store);
  if (retiring.length === 0) {
    if (now.getTime() - beganAt.getTime() < hours * HOUR_MS) return false;
    await epochs.end(store, inForce);
    return true;
  }
  const behind = { status: 'live' as const, $or: [{ epoch: { $ne: inForce } }, { former: { $exists: true } }] };
  const tenants = () => store.model(TenantKeys).find(behind).readConcern('majority').lean();
  const { done } = await eachRow(tenants(), (row) => step(store, parts, { ...row, inForce }));
  if (done > 0) return true;
  if ((await tenants().limit(1)).length > 0) return false;
  for (const epoch of retiring) await epochs.destroy(store, epoch);
  return false;
}
