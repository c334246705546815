import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { opaque, plain, tenantId, transient } from '@crescendo/contracts';
import { z } from 'zod';
import { currentEpoch, openEpoch } from './epochs.ts';
import { createMemory } from './memory.ts';
import { asParent, newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/** One key per tenant, wrapped under an epoch's. `gone` is a tombstone: the tenant was purged, and gets no key again. */
export const TenantKeys = collection({
  name: 'tenantKeys',
  schema: z.object({
    _id: tenantId,
    status: plain(z.enum(['live', 'gone'])),
    epoch: plain(z.int().positive()).optional(),
    wrapped: opaque(z.string()).optional(),
  }),
});

type Store = Pick<ServiceContext, 'model' | 'clock'>;

export type TenantKeyring = {
  /** The key of a tenant, made when it has none; undefined when it was purged. It never leaves this service. */
  open(store: Store, tenant: string): Promise<Parent | undefined>;
  /** Throws Failure when the master key does not open the epoch in force. */
  check(store: Store): Promise<void>;
};

const TENANTS_HELD = 1000;
const EPOCHS_HELD = 4;

/** Opens tenants' keys and holds the latest in memory for `holdSeconds`, like any client holds what it was lent. */
export function createTenantKeyring(options: { master: Parent; holdSeconds: number }): TenantKeyring {
  const { master, holdSeconds: seconds } = options;
  const epochs = createMemory<number, Parent>({ capacity: EPOCHS_HELD, seconds });
  const tenants = createMemory<string, Parent>({ capacity: TENANTS_HELD, seconds });

  async function epochKey(store: Store, epoch: number): Promise<Parent> {
    const now = store.clock.now();
    const held = epochs.get(epoch, now);
    if (held) return held;
    const opened = await openEpoch(store, master, epoch);
    epochs.set(epoch, opened, now);
    return opened;
  }

  async function make(store: Store, tenant: string): Promise<void> {
    const epoch = await currentEpoch(store, master);
    const wrapped = await wrap({ name: tenant, key: newKey(), parent: await epochKey(store, epoch) });
    await insertOnce(store.model(TenantKeys), [{ _id: tenant, status: 'live', epoch, wrapped }]);
  }

  return {
    async open(store, tenant) {
      const now = store.clock.now();
      const held = tenants.get(tenant, now);
      if (held) return held;
      const find = () => store.model(TenantKeys).findOne({ _id: tenant }).readConcern('majority').lean();
      let row = await find();
      if (!row) {
        await make(store, tenant);
        row = await find();
      }
      if (!row) throw transient('key-not-settled', 'A key was made and has not reached a majority yet.');
      const { epoch, wrapped } = row;
      if (row.status === 'gone' || epoch === undefined || wrapped === undefined) return undefined;
      const parent = await epochKey(store, epoch);
      const opened = await asParent(tenant, await unwrap({ name: tenant, wrapped, parent }));
      tenants.set(tenant, opened, now);
      return opened;
    },
    async check(store) {
      await epochKey(store, await currentEpoch(store, master));
    },
  };
}
