import { catalogue, controlStream } from '@crescendo/contracts';
import { fences, type Scope } from '../fences/fences.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import type { Collection } from '../store/collection.ts';
import { ownerField, ownerIndex } from '../store/owner.ts';
import type { Store } from '../store/store.ts';
import { archivedRecords, erasureStepRows } from './step-rows.ts';

/** Rows of a collection that were found, deleted and left. */
export type Counted = { collection: string; before: number; erased: number; after: number };

type Filter = Record<string, unknown>;

const controlEvents = catalogue.filter(({ stream }) => stream === controlStream).map(({ name }) => name);

/**
 * Rows of the control stream are left out: the erasure's own events are still to be sent, and the rows expire by
 * themselves within days. They hold opaque ids only.
 */
const exceptControl: Record<string, Filter> = {
  [outbox.name]: { topic: { $ne: controlStream.topic } },
  [inbox.name]: { type: { $nin: controlEvents } },
  // A failing control event is never given up; its row is removed once it is handled.
  [deadLetters.name]: { $nor: [{ topic: controlStream.topic, status: { $ne: 'dead' } }] },
};

/** Matches the rows of a collection that an erasure of this scope deletes; undefined if it deletes none. */
function rowsToErase({ name, schema, kept }: Collection, { tenant, user }: Scope): Filter | undefined {
  const [ofTenant, ofUser] = [ownerField(schema, 'tenant'), ownerField(schema, 'user')];
  if (kept !== undefined || !ofTenant) return undefined;
  if (user === undefined) return { [ofTenant]: tenant, ...exceptControl[name] };
  return ofUser ? { [ofTenant]: tenant, [ofUser]: user, ...exceptControl[name] } : undefined;
}

/** Under load the database's planner may choose a wrong index. */
function hintFor({ schema, indexes }: Collection, { user }: Scope) {
  const index = ownerIndex(schema, indexes, user === undefined ? 'tenant' : 'user');
  return index ? { hint: index } : {};
}

export function countRows(store: Store, collection: Collection, scope: Scope): Promise<number> {
  const filter = rowsToErase(collection, scope);
  return filter ? store.model(collection).countDocuments(filter, hintFor(collection, scope)) : Promise.resolve(0);
}

/** Counts the rows to erase, by collection name, for each collection that can have some. */
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
 * Deletes the scope's rows in every collection and counts what is left. After a crash it simply runs again.
 *
 * @param options.found rows at the beginning, as `countAll` counts them
 * @param options.again whether rows may have changed since `found` was counted
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
    // Without rows, skip the delete and the second count.
    if (present > 0) await store.deleteAll(collection, filter, hintFor(collection, scope));
    const after = present > 0 ? await countRows(store, collection, scope) : 0;
    const before = Math.max(first, present);
    counts.push({ collection: collection.name, before, erased: before - after, after });
  }
  if (scope.user === undefined) await forgetPersons(store, scope.tenant);
  return counts;
}

/**
 * The customer's fence replaces those of its people. Their steps that are still `asked` stay, since they must be
 * answered.
 */
async function forgetPersons(store: Store, tenant: string): Promise<void> {
  const ofPersons = { tenant, user: { $exists: true } };
  await store.model(fences).deleteMany(ofPersons);
  await store.model(erasureStepRows).deleteMany({ ...ofPersons, status: 'done' });
}

/**
 * Copies the plain fields that a collection declares as `archived` into the archive. Resolves to the customer's number
 * of records there. Running it again adds none.
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
