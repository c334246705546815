import { z } from 'zod';
import { userId } from '../ids.ts';
import { categories } from '../tags.ts';

/** The key service's API (purge). The tenant is always the token's. Keys are 32 bytes in base64url. */
export const resolveKeysRequest = z.object({
  keys: z
    .array(
      z.object({
        /** Absent for a key of the tenant as a whole. */
        user: userId.optional(),
        category: z.enum(categories),
      }),
    )
    .min(1)
    .max(1000),
});

export const resolveKeysResponse = z.object({
  keys: z.array(
    z.object({
      user: userId.optional(),
      category: z.enum(categories),
      key: z.string(),
      /**
       * The generation of a person's key of the category: withdrawing consent destroys one, and new data creates the
       * next.
       */
      generation: z.int().positive().default(1),
    }),
  ),
  /** Destroyed and never created again: what they sealed is unreadable. */
  gone: z.array(z.object({ user: userId.optional(), category: z.enum(categories) })),
  /** Seconds for which the keys may be held in memory. */
  lease: z.number().positive(),
});

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
export const resolveIntakeRequest = z.object({ days: z.array(day).min(1).max(10) });
export const resolveIntakeResponse = z.object({
  keys: z.array(z.object({ day, key: z.string() })),
  gone: z.array(day),
  lease: z.number().positive(),
});

/** The key for keyed hashes of a tenant; only the edge may hold it. */
export const indexKeyResponse = z.object({ key: z.string(), lease: z.number().positive() });

/** Keyed hashes computed by the key service for services that may not hold the index key. */
export const findRequest = z.object({ values: z.array(z.string().max(400)).min(1).max(1000) });
export const findResponse = z.object({ hashes: z.array(z.string()) });
