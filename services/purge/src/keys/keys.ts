import { collection, type RowOf } from '@crescendo/chassis';
import { type Category, categories, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { keyId } from '@crescendo/keyring';
import { z } from 'zod';
import { newKey, type Parent, unwrap, wrap } from './wrapping.ts';

/**
 * One key for each person and category, tenant and category, and tenant and day of intake, and a tenant's key for keyed
 * hashes (`index`); wrapped under the tenant's. `withdrawn`: destroyed, and the next one that is asked for is made.
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
    /** Counts the keys that there were; of a withdrawn one the next. 1 where it is missing. */
    generation: plain(z.int().positive()).optional(),
    /** The number of the tenant's key that it is wrapped under; 1 where it is missing. */
    under: plain(z.int().positive()).optional(),
    wrapped: opaque(z.string()).optional(),
  }),
  indexes: [{ fields: { category: 1, day: 1 } }, { fields: { tenant: 1, user: 1 } }],
});

/** A key within its tenant. */
export type KeyPlace = { user?: string | undefined; category: Category | 'index'; day?: string | undefined };

/** A key as it is stored. `name` says whose it is and which generation, and is sealed in with it. */
export type StoredKey = { name: string; wrapped: string; under: number; generation: number };

export type KeyRow = Pick<RowOf<typeof Keys>, '_id' | 'status' | 'wrapped' | 'under' | 'generation'>;

/** A row's id says all that makes the key unique, so that the database itself keeps a second one out. */
export function rowId(tenant: string, { user, category, day }: KeyPlace): string {
  if (category === 'index') return `${tenant}/${tenant}/index`;
  return `${tenant}/${keyId({ tenant, category, ...(user && { user }), ...(day && { day }) })}`;
}

const nameOf = (id: string, generation: number) => (generation === 1 ? id : `${id}/${generation}`);

/** A row's key; undefined where it was destroyed. */
export function storedKey({ _id, status, wrapped, under = 1, generation = 1 }: KeyRow): StoredKey | undefined {
  if (status !== 'live' || wrapped === undefined) return undefined;
  return { name: nameOf(_id, generation), wrapped, under, generation };
}

/** A new key, wrapped as it will be stored. */
export async function newStoredKey(id: string, parent: Parent, place: { under: number; generation: number }) {
  const name = nameOf(id, place.generation);
  return { name, ...place, wrapped: await wrap({ name, key: newKey(), parent }) };
}

/** A key of the tenant, opened. */
export const openKey = (parent: Parent, { name, wrapped }: StoredKey): Promise<Uint8Array> =>
  unwrap({ name, wrapped, parent });

/** A key that was opened, wrapped under another of the tenant's. */
export const wrapAgain = (parent: Parent, { name }: StoredKey, key: Uint8Array): Promise<string> =>
  wrap({ name, key, parent });
