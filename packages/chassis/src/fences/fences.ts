import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type ModelOf } from '../store/collection.ts';
import { insertOnce } from '../store/insert-once.ts';
import type { Store } from '../store/store.ts';

/**
 * Whom this service does nothing for any more: a customer who left, a person who was erased. `held`: what comes is put
 * aside. `fenced`: what comes is let go, for good. `lifted`: as if there had never been a fence.
 */
export const fences = collection({
  name: 'fences',
  schema: z.object({
    /** A tenant's or a person's id. */
    _id: opaque(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    state: plain(z.enum(['held', 'fenced', 'lifted'])),
    /** Of all fences, counted up with each change. */
    version: plain(z.int().positive()),
  }),
  indexes: [{ fields: { version: 1 } }, { fields: { tenant: 1 } }],
  kept: 'keeps what was erased from coming back; opaque ids only',
});

/** One row: the version of the latest fence. */
export const fenceVersions = collection({
  name: 'fenceVersions',
  schema: z.object({ _id: plain(z.string()), version: plain(z.int().nonnegative()) }),
});
const LATEST = 'latest';

/** Whom something is about. */
export type Scope = { tenant: string; user?: string | undefined };
export type FenceState = 'open' | 'held' | 'fenced';

export type Fences = {
  /**
   * How it stands with each, by the snapshot of the transaction under way: a unit of work that asks this before it writes
   * has nothing to do with whoever was fenced before it began. Costs one read by id, however many are asked for.
   */
  statesOf(scopes: readonly Scope[]): Promise<FenceState[]>;
  /** Reads what is new, outside of any transaction, once before the first fence is set; resolves to those that were fenced since the last time. */
  refresh(): Promise<Scope[]>;
  /** Tenants that are held or fenced, as far as is known. */
  closedTenants(): readonly string[];
};

type Model = <C extends typeof fences | typeof fenceVersions>(collection: C) => ModelOf<C>;

/**
 * Changes a fence, in the transaction under way. Doing it again changes nothing. Whoever was fenced stays so, unless
 * `evenFenced`: the very erasure that fenced them is taken back, before it has deleted anything.
 */
export async function setFence(
  model: Model,
  { tenant, user }: Scope,
  state: 'held' | 'fenced' | 'lifted',
  { evenFenced = false } = {},
) {
  const _id = user ?? tenant;
  const before = await model(fences).findById(_id, { state: 1 }).lean();
  if (before?.state === state || (before?.state === 'fenced' && !evenFenced)) return;
  // Two changes at once meet in this row, so versions are committed in their order.
  const one = await model(fenceVersions)
    .findOneAndUpdate({ _id: LATEST }, { $inc: { version: 1 } }, { upsert: true, returnDocument: 'after' })
    .lean();
  const row = { tenant, ...(user && { user }), state, version: one?.version ?? 1 };
  await model(fences).updateOne({ _id }, { $set: row }, { upsert: true });
}

export function createFences(store: Store): Fences {
  const known = new Map<string, { tenant: string; user?: string | undefined; state: string; version: number }>();
  let loaded = 0;
  let prepared = false;
  let fresh: Scope[] = [];

  /** What is loaded may be newer than the transaction under way: whoever is fenced by then is let go a little early. */
  async function load(): Promise<void> {
    const latest = await store.model(fenceVersions).findById(LATEST).lean();
    const version = latest?.version ?? 0;
    if (version <= loaded) return;
    const rows = await store
      .model(fences)
      .find({ version: { $gt: loaded } })
      .sort({ version: 1 })
      .lean();
    for (const { _id, tenant, user, state, version: at } of rows) {
      if ((known.get(_id)?.version ?? 0) >= at) continue;
      // Also of one that was lifted: a look that began earlier, and ends later, must not bring it back.
      known.set(_id, { tenant, user, state, version: at });
      if (state === 'fenced') fresh.push(user ? { tenant, user } : { tenant });
    }
    loaded = Math.max(loaded, version);
  }

  /** A database that was restored, or lost what no majority had, counts its versions anew: all that is there is read again. */
  async function noticeRestore(): Promise<void> {
    const before = loaded;
    const latest = await store.model(fenceVersions).findById(LATEST).lean();
    if ((latest?.version ?? 0) >= before) return;
    loaded = 0;
    for (const fence of known.values()) fence.version = 0;
  }

  function stateOf({ tenant, user }: Scope): FenceState {
    const [whole, one] = [known.get(tenant)?.state, user === undefined ? undefined : known.get(user)?.state];
    if (whole === 'fenced' || one === 'fenced') return 'fenced';
    return whole === 'held' || one === 'held' ? 'held' : 'open';
  }

  return {
    async statesOf(scopes) {
      await load();
      return scopes.map(stateOf);
    },
    async refresh() {
      // So that two first fences at once meet in a row that is there.
      if (!prepared) await insertOnce(store.model(fenceVersions), [{ _id: LATEST, version: 0 }]);
      prepared = true;
      await noticeRestore();
      await load();
      const news = fresh;
      fresh = [];
      return news;
    },
    closedTenants: () =>
      [...known.values()]
        .filter(({ user, state }) => user === undefined && state !== 'lifted')
        .map(({ tenant }) => tenant),
  };
}
