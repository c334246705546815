import { tenantId, userId } from '@crescendo/contracts';
import type { z } from 'zod';
import type { Index } from './indexes.ts';

const ids = { tenant: tenantId, user: userId };

/**
 * The field that says which customer or person a row is about: `_id` if that is their id. Undefined if there is none.
 */
export function ownerField({ shape }: z.ZodObject, owner: keyof typeof ids): string | undefined {
  if (shape._id === ids[owner]) return '_id';
  return owner in shape ? owner : undefined;
}

const beginsWith = (wanted: readonly string[]) => (fields: Index['fields']) =>
  wanted.every((field, at) => Object.keys(fields)[at] === field);

/** The index that finds the rows of a customer or a person without reading others. */
export function ownerIndex(
  schema: z.ZodObject,
  indexes: readonly Index[],
  owner: keyof typeof ids,
): Index['fields'] | undefined {
  const all = [{ _id: 1 } as const, ...indexes.map(({ fields }) => fields)];
  const [tenant = '', user = ''] = [ownerField(schema, 'tenant'), ownerField(schema, 'user')];
  if (owner === 'tenant') return all.find(beginsWith([tenant]));
  return all.find(beginsWith([user])) ?? all.find(beginsWith([tenant, user]));
}

/** Why rows could not be erased with their customer or person, as a clause; undefined if they can. */
export function whyNotErasable(schema: z.ZodObject, indexes: readonly Index[]): string | undefined {
  const [tenant, user] = [ownerField(schema, 'tenant'), ownerField(schema, 'user')];
  if (user && !tenant) return 'rows have a user but no tenant';
  if (tenant && !ownerIndex(schema, indexes, 'tenant'))
    return 'nothing finds the rows of a customer: add an index that begins with tenant';
  if (user && !ownerIndex(schema, indexes, 'user'))
    return 'nothing finds the rows of a person: add an index that begins with user, or with tenant and user';
  return undefined;
}
