import { collection, type RowOf, type ServiceContext } from '@crescendo/chassis';
import { opaque, permanent, plain, tenantId, transient } from '@crescendo/contracts';
import { z } from 'zod';
import type { EpochKeys } from './epochs.ts';
import { createMemory } from './memory.ts';
import { asParent, newKey, type Parent, unwrap, wrap } from './wrapping.ts';

const number = () => plain(z.int().positive());

/**
 * One key per tenant, wrapped under an epoch's key. `gone` is a tombstone: the tenant was purged and gets no key again.
 * While a tenant with an erasure gets a new key, each of its rows in `keys` says whether this or the `former` key wraps
 * it.
 */
export const TenantKeys = collection({
  name: 'tenantKeys',
  schema: z.object({
    _id: tenantId,
    status: plain(z.enum(['live', 'gone'])),
    /** The generation of the tenant's key; 1 if missing. */
    number: number().optional(),
    epoch: number().optional(),
    wrapped: opaque(z.string()).optional(),
    former: z.object({ number: number(), epoch: number(), wrapped: opaque(z.string()) }).optional(),
    /**
     * Keys under it were destroyed, but an old copy of the database still has them: the next epoch gives the tenant a
     * new key.
     */
    erased: plain(z.boolean()).optional(),
    /** Incremented by every transaction that creates or destroys keys under it, so that these cannot interleave. */
    uses: plain(z.int()).optional(),
  }),
  indexes: [{ fields: { status: 1, epoch: 1 } }],
  kept: 'a purged customer stays without keys for good: opaque ids only',
});

type Store = Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;
export type TenantRow = RowOf<typeof TenantKeys>;

/** A tenant's key as stored: one of at most two in its row. */
export type TenantKey = { number: number; epoch: number; wrapped: string };

/** The current key; undefined when the tenant was purged. */
export function keyInForce({ status, number = 1, epoch, wrapped }: TenantRow): TenantKey | undefined {
  if (status === 'gone' || epoch === undefined || wrapped === undefined) return undefined;
  return { number, epoch, wrapped };
}

/** The name by which wrapped keys refer to a tenant's key. */
const nameOf = (tenant: string, number: number) => (number === 1 ? tenant : `${tenant}/${number}`);

export type TenantKeyring = {
  /** A tenant's row, read with majority; creates its key if it has none. */
  find(store: Store, tenant: string): Promise<TenantRow>;
  /**
   * Call first in the current transaction: a tenant's row, which nobody else can change until the transaction ends.
   * Undefined when the tenant is gone.
   */
  use(store: Store, tenant: string): Promise<TenantRow | undefined>;
  /**
   * Opens the tenant's key of that generation. Throws Failure `tenant-key-replaced` (retry) when the row no longer has
   * it.
   */
  open(store: Store, row: TenantRow, number: number): Promise<Parent>;
  /** A tenant's new or existing key, wrapped under an epoch's. */
  wrap(store: Store, key: { tenant: string; number: number; epoch: number; again?: TenantKey }): Promise<TenantKey>;
  /** Drops a tenant's keys from this process's memory. */
  forget(tenant: string): void;
};

const TENANTS_HELD = 1000;

/**
 * Opens tenants' keys. Opened keys stay in memory for `holdSeconds`, but the row is read each time, so a tombstone
 * takes effect with its commit, on every replica.
 */
export function createTenantKeyring({
  epochs,
  holdSeconds,
}: {
  epochs: Pick<EpochKeys, 'open' | 'use'>;
  holdSeconds: number;
}): TenantKeyring {
  const opened = createMemory<string, Parent>({ capacity: TENANTS_HELD, seconds: holdSeconds });

  async function bytesOf(store: Store, tenant: string, { number, epoch, wrapped }: TenantKey): Promise<Uint8Array> {
    return unwrap({ name: nameOf(tenant, number), wrapped, parent: await epochs.open(store, epoch) });
  }

  const keyring: TenantKeyring = {
    async find(store, tenant) {
      const find = () => store.model(TenantKeys).findOne({ _id: tenant }).readConcern('majority').lean();
      const found = await find();
      if (found) return found;
      await store.transaction(async () => {
        if (await store.model(TenantKeys).findOne({ _id: tenant }, { _id: 1 }).lean()) return;
        const key = await keyring.wrap(store, { tenant, number: 1, epoch: await epochs.use(store) });
        await store.model(TenantKeys).create([{ _id: tenant, status: 'live', ...key }]);
      });
      const made = await find();
      if (!made) throw transient('key-not-settled', 'A key was made and has not reached a majority yet.');
      return made;
    },
    async use(store, tenant) {
      const model = store.model(TenantKeys);
      const used = await model.updateOne({ _id: tenant, status: 'live' }, { $inc: { uses: 1 } });
      return used.matchedCount === 0 ? undefined : ((await model.findOne({ _id: tenant }).lean()) ?? undefined);
    },
    async open(store, row, number) {
      const key = [keyInForce(row), row.former].find((one) => one?.number === number);
      if (!key) throw transient('tenant-key-replaced', 'The key of a tenant was replaced meanwhile.');
      const now = store.clock.now();
      const held = `${row._id} ${key.wrapped}`;
      const known = opened.get(held, now);
      if (known) return known;
      const parent = await asParent(nameOf(row._id, number), await bytesOf(store, row._id, key));
      opened.set(held, parent, now);
      return parent;
    },
    async wrap(store, { tenant, number, epoch, again }) {
      const key = again ? await bytesOf(store, tenant, again) : newKey();
      const wrapped = await wrap({ name: nameOf(tenant, number), key, parent: await epochs.open(store, epoch) });
      key.fill(0);
      return { number, epoch, wrapped };
    },
    forget: (tenant) => opened.drop((held) => held.startsWith(`${tenant} `)),
  };
  return keyring;
}

/** Throws Failure `epoch-gone` when live tenants are under an epoch whose key is missing: the database is too old. */
export async function requireEpochsOfTenants(store: Store, epochs: readonly number[]): Promise<void> {
  const rows = await store
    .model(TenantKeys)
    .find({ status: 'live' }, { epoch: 1, former: 1 })
    .readConcern('majority')
    .lean();
  const lost = rows.filter(({ epoch, former }) =>
    [epoch, former?.epoch].some((used) => used !== undefined && !epochs.includes(used)),
  );
  if (lost.length === 0) return;
  throw permanent(
    'epoch-gone',
    `The keys of ${lost.length} customers are under an epoch that was destroyed: the database is older than that. ` +
      'Restore a later backup: docs/runbooks/restore.md.',
  );
}
