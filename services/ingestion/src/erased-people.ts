import { randomBytes, randomUUID } from 'node:crypto';
import { collection, type Scope, type ServiceContext, type Tx } from '@crescendo/chassis';
import { index, opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { people } from './people.ts';
import { readAgain } from './roster-syncs.ts';

/** People who were erased and have not started again. Slack may still name them, but to us they are unknown. */
export const erasedPeople = collection({
  name: 'erasedPeople',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    slackIndex: index({
      category: 'identity',
      purpose: 'operation',
      basis: 'legitimate-interest',
      retention: 'until the person starts again or the relationship ends, then 48 hours',
      about: 'The Slack ID of someone who was erased, so that nothing brings them back against their will',
    }),
    erasedAt: plain(z.date()),
  }),
  indexes: [{ fields: { tenant: 1, slackIndex: 1 }, unique: true }],
});

/**
 * The transaction that sets the fence also makes a person unknown by their Slack ID. Their row keeps the sealed Slack
 * ID, which no look-up finds, until it is erased: it serves to publish their App Home one last time. Earlier work that
 * would change the person conflicts with this and retries, or has changed a row that is erased later. The number of
 * seats does not change and is not published: it follows Slack alone, and would reveal the erasure.
 */
export async function forgetPerson(tx: Tx, { tenant, user }: Scope): Promise<void> {
  if (user === undefined) return;
  const person = await tx.model(people).findOne({ _id: user, tenant }).lean();
  if (!person || person.status === 'fenced') return;
  const { slackIndex, slackUser, stub, version, seen } = person;
  const erased = { $set: { erasedAt: tx.now }, $setOnInsert: { _id: randomUUID() } };
  await tx.model(erasedPeople).updateOne({ tenant, slackIndex }, erased, { upsert: true });
  // Replaced, not updated: the embedded database treats the old value of an updated unique key as still in use.
  await tx.model(people).deleteOne({ _id: user, tenant });
  const ofNothing = randomBytes(32).toString('base64url');
  const left = { _id: user, tenant, user, ...(slackUser && { slackUser }), stub, version, seen };
  await tx.model(people).create([{ ...left, status: 'fenced', slackIndex: ofNothing }]);
}

/** The Slack IDs whose people were erased. */
export async function erasedAmong(
  { model }: Pick<ServiceContext, 'model'>,
  { tenant, slackIndexes }: { tenant: string; slackIndexes: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await model(erasedPeople)
    .find({ tenant, slackIndex: { $in: slackIndexes } }, { slackIndex: 1 })
    .lean();
  return new Set(rows.map(({ slackIndex }) => slackIndex));
}

/**
 * Whether an acting person was erased. They stay unknown unless they press Start after their erasure. They are already
 * counted as a seat, so the list is read again to confirm it.
 */
export async function wasErased(
  tx: Tx,
  { slackIndex, starts }: { slackIndex: string; starts: boolean },
): Promise<'no' | 'stays-so' | 'starts-again'> {
  const { tenant, now } = tx;
  const erased = await tx.model(erasedPeople).findOne({ tenant, slackIndex }).lean();
  if (!erased) return 'no';
  if (!starts || now <= erased.erasedAt) return 'stays-so';
  await tx.model(erasedPeople).deleteOne({ _id: erased._id });
  await readAgain(tx);
  return 'starts-again';
}
