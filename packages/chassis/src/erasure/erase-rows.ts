import { catalogue, controlStream } from '@crescendo/contracts';
import { fences, type Scope } from '../fences/fences.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import type { Collection } from '../store/collection.ts';
import { ownerField, ownerIndex } from '../store/owner.ts';
import type { Store } from '../store/store.ts';
import { archivedRecords, erasureStepRows } from './step-rows.ts';

/** Rows of a collection found, deleted and left. */
export type Counted = { collection: string; before: number; erased: number; after: number };

type Filter = Record<string, unknown>;

const controlEvents = catalogue.filter(({ stream }) => stream === controlStream).map(({ name }) => name);

/** What the erasure itself says goes out after it, and by itself a week later. It has opaque ids only. */
const exceptControl: Record<string, Filter> = {
  [outbox.name]: { topic: { $ne: controlStream.topic } },
  [inbox.name]: { type: { $nin: controlEvents } },
  // One that fails is never given up, and goes once it is handled.
  [deadLetters.name]: { $nor: [{ topic: controlStream.topic, status: { $ne: 'dead' } }] },
};

/** The rows of a collection that go with whom they are about; undefined where there can be none. */
function rowsToErase({ name, schema, kept }: Collection, { tenant, user }: Scope): Filter | undefined {
  const [ofTenant, ofUser] = [ownerField(schema, 'tenant'), ownerField(schema, 'user')];
  if (kept !== undefined || !ofTenant) return undefined;
  if (user === undefined) return { [ofTenant]: tenant, ...exceptControl[name] };
  return ofUser ? { [ofTenant]: tenant, [ofUser]: user, ...exceptControl[name] } : undefined;
}

/** The planner of a database under load must not be left to guess. */
function hintFor({ schema, indexes }: Collection, { user }: Scope) {
  const index = ownerIndex(schema, indexes, user === undefined ? 'tenant' : 'user');
  return index ? { hint: index } : {};
}

export function countRows(store: Store, collection: Collection, scope: Scope): Promise<number> {
  const filter = rowsToErase(collection, scope);
  return filter ? store.model(collection).countDocuments(filter, hintFor(collection, scope)) : Promise.resolve(0);
}

/** Rows about them in every collection that may have some, by its name. */
export async function countAll(
  store: Store,
  collections: readonly Collection[],
  scope: Scope,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const collection of collections)
    if (rowsToErase(collection, scope)) counts[collection.name] = await countRows(store, collection, scope);
  return counts;
}

/**
 * Deletes what is about them in every collection, and counts what is left. Cut off, it is simply done again.
 *
 * @param options.found rows that there were in the beginning, as `countAll` counts them
 * @param options.again whether something may have changed since they were counted
 */
export async function eraseRows(
  store: Store,
  collections: readonly Collection[],
  options: { scope: Scope; found: Readonly<Record<string, number>>; again: boolean; signal: AbortSignal },
): Promise<Counted[]> {
  const { scope, found, again, signal } = options;
  const counts: Counted[] = [];
  for (const collection of collections) {
    const filter = rowsToErase(collection, scope);
    if (!filter) continue;
    signal.throwIfAborted();
    const first = found[collection.name] ?? 0;
    const present = again ? await countRows(store, collection, scope) : first;
    // Not in vain: where nothing is, there is nothing to delete and nothing to count again.
    if (present > 0) await store.deleteAll(collection, filter, hintFor(collection, scope));
    const after = present > 0 ? await countRows(store, collection, scope) : 0;
    const before = Math.max(first, present);
    counts.push({ collection: collection.name, before, erased: before - after, after });
  }
  if (scope.user === undefined) await forgetPersons(store, scope.tenant);
  return counts;
}

/** The fence of the whole customer stands for those of its people. What is asked of theirs still has to be answered. */
async function forgetPersons(store: Store, tenant: string): Promise<void> {
  const ofPersons = { tenant, user: { $exists: true } };
  await store.model(fences).deleteMany(ofPersons);
  await store.model(erasureStepRows).deleteMany({ ...ofPersons, status: 'done' });
}

/**
 * Puts the plain fields that a collection names into the archive; resolves to how many records of theirs there are. Doing it again adds none.
 */
export async function archiveRows(
  store: Store,
  collections: readonly Collection[],
  { tenant, at }: { tenant: string; at: Date },
): Promise<number> {
  for (const { archived, ...collection } of collections) {
    if (archived.length === 0) continue;
    const ofTenant = ownerField(collection.schema, 'tenant');
    if (!ofTenant) continue;
    const rows: Record<string, unknown>[] = await store
      .model({ archived, ...collection })
      .find({ [ofTenant]: tenant })
      .lean();
    for (const row of rows) {
      const record = Object.fromEntries(archived.flatMap((field) => (field in row ? [[field, row[field]]] : [])));
      const _id = `${collection.name}/${String(row._id)}`;
      const kept = { tenant, from: collection.name, record, archivedAt: at };
      await store.model(archivedRecords).updateOne({ _id }, { $setOnInsert: kept }, { upsert: true });
    }
  }
  return await store.model(archivedRecords).countDocuments({ tenant });
}
