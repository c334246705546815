import { randomBytes, randomUUID } from 'node:crypto';
import { collection, type Scope, type ServiceContext, type Tx } from '@crescendo/chassis';
import { index, opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { people } from './people.ts';
import { readAgain } from './roster-syncs.ts';

/** Whom Slack may go on naming, and who is nobody to us: people who were erased and did not start again. */
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
 * From the fence on a person is known by no Slack ID any more, in the transaction that sets it. Of their row the
 * Slack ID stays, found by nobody, until it is erased: their App Home is shown a last time by it. Whatever began earlier and would change them
 * meets that change and is made anew, or has changed what is erased later. The number of seats stays as it is, and is
 * not told anew: it follows Slack alone, and would tell of the erasure.
 */
export async function forgetPerson(tx: Tx, { tenant, user }: Scope): Promise<void> {
  if (user === undefined) return;
  const person = await tx.model(people).findOne({ _id: user, tenant }).lean();
  if (!person || person.status === 'fenced') return;
  const { slackIndex, slackUser, stub, version, seen } = person;
  const erased = { $set: { erasedAt: tx.now }, $setOnInsert: { _id: randomUUID() } };
  await tx.model(erasedPeople).updateOne({ tenant, slackIndex }, erased, { upsert: true });
  // Put anew, not changed: the database of a developer's machine takes a unique key that was changed for still in use.
  await tx.model(people).deleteOne({ _id: user, tenant });
  const ofNothing = randomBytes(32).toString('base64url');
  const left = { _id: user, tenant, user, ...(slackUser && { slackUser }), stub, version, seen };
  await tx.model(people).create([{ ...left, status: 'fenced', slackIndex: ofNothing }]);
}

/** Those of the Slack IDs whose people were erased. */
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
 * Whether a person who acts was erased. They stay so unless they start again: that is their wish to be known again, if it
 * is newer than their erasure. They are counted already then, and the list tells whether rightly.
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
