import { createHash } from 'node:crypto';
import { type Category, categories, erasureId, permanent, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import type { WriteOnce } from './write-once.ts';

/** Whose keys an erasure destroys: a customer's, a person's, or a person's key of one category. */
export type ErasedScope = {
  erasure: string;
  tenant: string;
  user?: string | undefined;
  category?: Category | undefined;
};

const entrySchema = z.object({
  number: z.int().positive(),
  at: z.iso.datetime(),
  erasure: erasureId,
  tenant: tenantId,
  user: userId.optional(),
  category: z.enum(categories).optional(),
  /** SHA-256 of the previous entry, in hexadecimal. */
  before: z.string().regex(/^[0-9a-f]{64}$/),
});

/** An entry, and the SHA-256 of its text. */
export type LedgerEntry = z.output<typeof entrySchema> & { hash: string };

/**
 * What was erased, in order. Each entry has the hash of the previous one, is written before a key is destroyed, and is
 * kept where no restore of the database reaches. It names only opaque ids, which lead to nothing after the erasure.
 */
export type ErasureLedger = {
  /** Every entry. Throws Failure `erasure-ledger-broken` (permanent) when one is missing, changed or out of place. */
  entries(): Promise<readonly LedgerEntry[]>;
  /**
   * The entry of a scope, appended if missing. Idempotent: however often and by whomever it is called, there is one
   * entry.
   */
  append(scope: ErasedScope, at: Date): Promise<LedgerEntry>;
};

/** The first entry's `before`, since it has no previous entry to hash. */
export const BEFORE_THE_FIRST = '0'.repeat(64);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const broken = (number: number, what: string) =>
  permanent(
    'erasure-ledger-broken',
    `Entry ${number} of the erasure ledger ${what}. Put the ledger back as it was: docs/runbooks/restore.md.`,
  );

function parse(text: string, number: number): z.output<typeof entrySchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(number, 'is not in the form of one');
  }
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw broken(number, 'is not in the form of one');
  return parsed.data;
}

export function createErasureLedger(storage: WriteOnce): ErasureLedger {
  let known: readonly LedgerEntry[] = [];

  async function read(number: number, before: string): Promise<LedgerEntry> {
    const text = await storage.read(number);
    if (text === undefined) throw broken(number, 'is missing');
    const entry = parse(text, number);
    if (entry.number !== number) throw broken(number, 'is another');
    if (entry.before !== before) throw broken(number, 'does not follow the one before it');
    return { ...entry, hash: sha256(text) };
  }

  async function entries(): Promise<readonly LedgerEntry[]> {
    const last = await storage.last();
    if (last < known.length) throw broken(known.length, 'is missing');
    const all = [...known];
    while (all.length < last) all.push(await read(all.length + 1, all.at(-1)?.hash ?? BEFORE_THE_FIRST));
    if (all.length > known.length) known = all;
    return all;
  }

  return {
    entries,
    async append(scope, at) {
      const { erasure, tenant, user, category } = scope;
      for (;;) {
        const all = await entries();
        const found = all.find(
          (entry) =>
            entry.erasure === erasure && entry.tenant === tenant && entry.user === user && entry.category === category,
        );
        if (found) return found;
        const number = all.length + 1;
        const before = all.at(-1)?.hash ?? BEFORE_THE_FIRST;
        const text = `${JSON.stringify({ number, at: at.toISOString(), erasure, tenant, user, category, before })}\n`;
        // If another replica took this number first, read its entry and append after it.
        await storage.write(number, text);
      }
    },
  };
}
