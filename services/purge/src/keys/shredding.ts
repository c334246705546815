import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { opaque, permanent, plain, transient } from '@crescendo/contracts';
import { z } from 'zod';
import { BEFORE_THE_FIRST, type ErasedScope, type ErasureLedger, type LedgerEntry } from './erasure-ledger.ts';
import type { TenantKeyring } from './tenant-keys.ts';
import { bury, sweep } from './tombstones.ts';

/**
 * One row: how far the erasure ledger has been applied to this database. In a restored database it shows the backup's
 * age.
 */
export const LedgerHeads = collection({
  name: 'ledgerHeads',
  schema: z.object({
    _id: plain(z.string()),
    number: plain(z.int().nonnegative()),
    /** The hash of that entry. */
    hash: opaque(z.string()),
  }),
});

/** The result of each ledger entry: how many keys it destroyed. */
export const Shreddings = collection({
  name: 'shreddings',
  schema: z.object({
    /** The entry's number. */
    _id: plain(z.int().positive()),
    keys: plain(z.int().nonnegative()),
    /** `buried`: nothing can be opened; dead rows are still to be deleted. */
    state: plain(z.enum(['buried', 'swept'])),
  }),
  indexes: [{ fields: { state: 1 } }],
});

const HEAD = 'erasure-ledger';

type Store = Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;

/** What a receipt says about it. */
export type Shredded = {
  /** Keys destroyed: a customer's own, and those of its people, categories, days and hashes. */
  keys: number;
  /** The ledger's entry: its number, when it was written, and its SHA-256 in hexadecimal. */
  entry: number;
  at: Date;
  hash: string;
};

/**
 * Destroys keys. First an entry of the erasure ledger says whose, then one transaction writes the tombstones. From its
 * commit no replica creates such a key or lends one to a later request. A restored database applies the ledger in the
 * same way, so a crash at any point does no harm.
 *
 * After the commit these keys still exist: in answers under way, and at clients until their leases end
 * (KEY_LEASE_SECONDS; EDGE_KEY_LEASE_SECONDS for a customer's intake and index keys at the gateway, unless it dropped
 * them at its fence). An older backup of the database has them until the next epoch: `backupsOpenUntil`.
 */
export type Shredding = {
  /**
   * Destroys the keys of a customer, of a person, or of one category of a person, which may then get a new key.
   * Idempotent for the same `erasure` and scope: a second call, by anyone, changes nothing and returns the same. Throws
   * Failure `erasure-ledger-behind` or `erasure-ledger-broken` (permanent): then nothing has been destroyed.
   */
  shred(store: Store, scope: ErasedScope): Promise<Shredded>;
  /** Applies the ledger entries that this database lacks; resolves to their number. Throws like `shred`. */
  catchUp(store: Store): Promise<number>;
};

/** Throws unless the ledger has every entry that this database knows of. */
function refuseLost(entries: readonly LedgerEntry[], head: { number: number; hash: string }): void {
  if (entries.length < head.number)
    throw permanent(
      'erasure-ledger-behind',
      `The erasure ledger ends at entry ${entries.length}, the database knows of ${head.number}: it is an old copy or ` +
        'another directory. Put back the newest copy (ERASURE_LEDGER_DIR): docs/runbooks/restore.md.',
    );
  const known = head.number === 0 ? BEFORE_THE_FIRST : entries[head.number - 1]?.hash;
  if (known !== head.hash)
    throw permanent(
      'erasure-ledger-broken',
      `Entry ${head.number} of the erasure ledger is not the one that this database knows: docs/runbooks/restore.md.`,
    );
}

export function createShredding(parts: { ledger: ErasureLedger; tenants: Pick<TenantKeyring, 'forget'> }): Shredding {
  const { ledger, tenants } = parts;

  async function headOf(store: Store) {
    const find = () => store.model(LedgerHeads).findOne({ _id: HEAD }).readConcern('majority').lean();
    const found = await find();
    if (found) return found;
    await insertOnce(store.model(LedgerHeads), [{ _id: HEAD, number: 0, hash: BEFORE_THE_FIRST }]);
    const made = await find();
    if (!made) throw transient('key-not-settled', 'The place in the ledger has not reached a majority yet.');
    return made;
  }

  /** False when another replica applied it. */
  async function apply(store: Store, entry: LedgerEntry): Promise<boolean> {
    const { number, hash, user } = entry;
    const applied = await store.transaction(async () => {
      const before = { _id: HEAD, number: number - 1 };
      const moved = await store.model(LedgerHeads).updateOne(before, { $set: { number, hash } });
      if (moved.matchedCount === 0) return false;
      const keys = await bury(store, entry);
      const state = user === undefined ? 'buried' : 'swept';
      await store.model(Shreddings).create([{ _id: number, keys, state }]);
      return true;
    });
    tenants.forget(entry.tenant);
    return applied;
  }

  async function catchUp(store: Store): Promise<number> {
    // Reads the head first: the ledger has at least as many entries by then.
    let head = await headOf(store);
    const entries = await ledger.entries();
    refuseLost(entries, head);
    let applied = 0;
    for (let next = entries[head.number]; next; next = entries[head.number]) {
      if (await apply(store, next)) applied++;
      head = await headOf(store);
    }
    const buried = await store.model(Shreddings).find({ state: 'buried' }, { _id: 1 }).lean();
    for (const { _id } of buried) {
      const entry = entries[_id - 1];
      if (!entry) continue; // written by another replica after this one read
      await sweep(store, entry.tenant);
      await store.model(Shreddings).updateOne({ _id }, { $set: { state: 'swept' } });
    }
    return applied;
  }

  return {
    catchUp,
    async shred(store, scope) {
      await catchUp(store); // before anything is appended to the wrong ledger
      const entry = await ledger.append(scope, store.clock.now());
      await catchUp(store);
      const row = await store.model(Shreddings).findOne({ _id: entry.number }).readConcern('majority').lean();
      if (!row) throw transient('shredding-not-settled', 'An erasure has not reached a majority yet.');
      return { keys: row.keys, entry: entry.number, at: new Date(entry.at), hash: entry.hash };
    },
  };
}
