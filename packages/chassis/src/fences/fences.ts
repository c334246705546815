import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type ModelOf } from '../store/collection.ts';
import { insertOnce } from '../store/insert-once.ts';
import type { Store } from '../store/store.ts';

/**
 * Customers who left and persons who are erased: this service does nothing for them. `held`: their events are parked.
 * `fenced`: their events are dropped for good. `lifted`: as if there had never been a fence.
 */
export const fences = collection({
  name: 'fences',
  schema: z.object({
    /** A tenant's or a person's id. */
    _id: opaque(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    state: plain(z.enum(['held', 'fenced', 'lifted'])),
    /** Counts the changes of all fences together. */
    version: plain(z.int().positive()),
  }),
  indexes: [{ fields: { version: 1 } }, { fields: { tenant: 1 } }],
  kept: 'keeps what was erased from coming back; opaque ids only',
});

/** A single row: the version of the latest change. */
export const fenceVersions = collection({
  name: 'fenceVersions',
  schema: z.object({ _id: plain(z.string()), version: plain(z.int().nonnegative()) }),
});
const LATEST = 'latest';

/** The customer or person that something is about. */
export type Scope = { tenant: string; user?: string | undefined };
export type FenceState = 'open' | 'held' | 'fenced';

export type Fences = {
  /**
   * The state of each scope, in the snapshot of the current transaction. So a unit of work that asks this before it
   * writes never writes about anyone who was fenced before it began. Costs one read by id, for any number of scopes.
   */
  statesOf(scopes: readonly Scope[]): Promise<FenceState[]>;
  /**
   * Reads new fences, outside any transaction. It must run once before the first fence is set. Resolves to the scopes
   * fenced since the last call.
   */
  refresh(): Promise<Scope[]>;
  /** Tenants that are known here to be held or fenced. */
  closedTenants(): readonly string[];
};

type Model = <C extends typeof fences | typeof fenceVersions>(collection: C) => ModelOf<C>;

/**
 * Changes a fence, in the current transaction. Doing it again changes nothing. A fenced scope stays fenced, unless
 * `evenFenced`: then the erasure that fenced it is taken back, before it has deleted anything.
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
  // Concurrent changes conflict on this row, so versions commit in order.
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

  /** What is loaded already may be newer than the current transaction; then a scope counts as fenced slightly early. */
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
      // Lifted fences are kept too, so a load that began earlier and ends later cannot bring them back.
      known.set(_id, { tenant, user, state, version: at });
      if (state === 'fenced') fresh.push(user ? { tenant, user } : { tenant });
    }
    loaded = Math.max(loaded, version);
  }

  /**
   * A database that was restored, or that lost writes without a majority, has lower versions: then all its fences are
   * read again.
   */
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
      // The row must exist, so that two concurrent first fences conflict on it.
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
