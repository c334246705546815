import type { Tx } from '@crescendo/chassis';
import { newId } from '@crescendo/contracts';
import { erasedAmong } from './erased-people.ts';
import { people } from './people.ts';
import { lastRun } from './roster-syncs.ts';

/**
 * Makes sure that each of these Slack IDs has a person id. New ones get theirs first, in a separate unit of work. So
 * concurrent and repeated attempts all seal and publish under the same id. Erased people get none.
 */
export async function settlePeople(tx: Tx, slackIndexes: readonly string[]): Promise<void> {
  const strangers = await strangersAmong(tx, slackIndexes);
  if (strangers.length > 0) tx.commitFirst(async (first) => void (await addStubs(first, { slackIndexes: strangers })));
}

/**
 * Adds the ones who are still unknown as stubs with nothing that needs a key, not even their Slack ID.
 *
 * @param options.counted whether the number of seats already includes them
 * @returns the new person ids
 */
export async function addStubs(
  tx: Tx,
  { slackIndexes, counted = false }: { slackIndexes: readonly string[]; counted?: boolean },
): Promise<string[]> {
  const { tenant } = tx;
  const strangers = await strangersAmong(tx, slackIndexes);
  if (strangers.length === 0) return [];
  const seen = await lastRun(tx);
  const stub = { tenant, status: 'active' as const, stub: true, version: 0, seen, ...(counted && { counted }) };
  const rows = strangers.map((slackIndex) => {
    const user = newId('user');
    return { _id: user, user, slackIndex, ...stub };
  });
  await tx.model(people).insertMany(rows, { throwOnValidationError: true });
  return rows.map(({ user }) => user);
}

/** The Slack IDs that belong to nobody we know and to nobody who was erased. */
async function strangersAmong(tx: Tx, slackIndexes: readonly string[]): Promise<string[]> {
  if (slackIndexes.length === 0) return [];
  const { tenant } = tx;
  const slackIndex = { $in: slackIndexes };
  const rows = await tx.model(people).find({ tenant, slackIndex }, { slackIndex: 1 }).lean();
  const known = new Set(rows.map((row) => row.slackIndex));
  const unknown = slackIndexes.filter((one) => !known.has(one));
  if (unknown.length === 0) return [];
  const erased = await erasedAmong(tx, { tenant, slackIndexes: unknown });
  return unknown.filter((one) => !erased.has(one));
}
