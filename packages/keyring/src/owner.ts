import type { Category } from '@crescendo/contracts';

/**
 * Whose key seals a value. With `user`, that person's key of the category; with `day` (`YYYY-MM-DD` in UTC, category
 * `intake` only), the key of that day's unattributed traffic; with neither, the customer's own key of the category.
 */
export type KeyOwner = { tenant: string; category: Category; user?: string; day?: string };

/** A key's name with its generation: unchanged for the first, `usr_…/feedback/2` for a later one. */
export const withGeneration = (id: string, generation: number): string =>
  generation === 1 ? id : `${id}/${generation}`;

/**
 * The name of an owner's key, as in the `kid` of values sealed with the owner's first key: `usr_…/identity`,
 * `tnt_…/credential`, `tnt_…/intake/2026-11-24`. Unique within a tenant. Throws a TypeError for an owner that cannot
 * have a key.
 */
export function keyId({ tenant, category, user, day }: KeyOwner): string {
  if ((category === 'intake') !== (day !== undefined))
    throw new TypeError(`a key of category ${category} ${day === undefined ? 'needs a day' : 'has no day'}`);
  if (day === undefined) return `${user ?? tenant}/${category}`;
  if (user !== undefined) throw new TypeError('an intake key belongs to a day, not to a user');
  return `${tenant}/${category}/${day}`;
}
