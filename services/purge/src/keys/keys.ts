import { collection, type RowOf } from '@crescendo/chassis';
import { type Category, categories, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { keyId } from '@crescendo/keyring';
import { z } from 'zod';
import { newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/**
 * One key per person and category, per tenant and category, and per tenant and intake day, and a tenant's key for keyed
 * hashes (`index`). All are wrapped under the tenant's key. `withdrawn`: destroyed; the next request creates a new one.
 */
export const Keys = collection({
  name: 'keys',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    category: plain(z.enum([...categories, 'index'])),
    day: plain(z.string()).optional(),
    status: plain(z.enum(['live', 'withdrawn'])),
    /** The key's generation; of a withdrawn key, the next one's. 1 if missing. */
    generation: plain(z.int().positive()).optional(),
    /** The generation of the tenant's key that wraps it; 1 if missing. */
    under: plain(z.int().positive()).optional(),
    wrapped: opaque(z.string()).optional(),
  }),
  indexes: [{ fields: { category: 1, day: 1 } }, { fields: { tenant: 1, user: 1 } }],
});

/** A key within its tenant. */
export type KeyPlace = { user?: string | undefined; category: Category | 'index'; day?: string | undefined };

/** A key as stored. `name` says whose it is and its generation; the wrapping binds it. */
export type StoredKey = { name: string; wrapped: string; under: number; generation: number };

export type KeyRow = Pick<RowOf<typeof Keys>, '_id' | 'status' | 'wrapped' | 'under' | 'generation'>;

/** A row's id contains everything that makes the key unique, so the database itself rejects a second one. */
export function rowId(tenant: string, { user, category, day }: KeyPlace): string {
  if (category === 'index') return `${tenant}/${tenant}/index`;
  return `${tenant}/${keyId({ tenant, category, ...(user && { user }), ...(day && { day }) })}`;
}

const nameOf = (id: string, generation: number) => (generation === 1 ? id : `${id}/${generation}`);

/** A row's key; undefined if destroyed. */
export function storedKey({ _id, status, wrapped, under = 1, generation = 1 }: KeyRow): StoredKey | undefined {
  if (status !== 'live' || wrapped === undefined) return undefined;
  return { name: nameOf(_id, generation), wrapped, under, generation };
}

/** A new key, wrapped for storage. */
export async function newStoredKey(id: string, parent: Parent, place: { under: number; generation: number }) {
  const name = nameOf(id, place.generation);
  return { name, ...place, wrapped: await wrap({ name, key: newKey(), parent }) };
}

/** A key of the tenant, opened. */
export const openKey = (parent: Parent, { name, wrapped }: StoredKey): Promise<Uint8Array> =>
  unwrap({ name, wrapped, parent });

/** An opened key, wrapped under another of the tenant's keys. */
export const wrapAgain = (parent: Parent, { name }: StoredKey, key: Uint8Array): Promise<string> =>
  wrap({ name, key, parent });
