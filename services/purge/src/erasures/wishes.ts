import { collection, isOlder, newestOf, type RowOf, type Tx } from '@crescendo/chassis';
import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { erasures } from './erasures.ts';

/**
 * When a person last asked to be erased and last asked to stay, and when a customer last left and last came back. The
 * newer wish counts, whichever arrives first.
 */
export const wishes = collection({
  name: 'wishes',
  schema: z.object({
    /** The person's id, or the customer's. */
    _id: opaque(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    goAt: plain(z.date()).optional(),
    stayAt: plain(z.date()).optional(),
  }),
  indexes: [{ fields: { tenant: 1, user: 1 } }],
});

type Whose = { tenant: string; user?: string };
type Wishes = Pick<RowOf<typeof wishes>, 'goAt' | 'stayAt'>;

async function wishesOf(tx: Tx, { tenant, user }: Whose): Promise<Wishes> {
  return (
    (await tx
      .model(wishes)
      .findOne({ _id: user ?? tenant }, { goAt: 1, stayAt: 1 })
      .lean()) ?? {}
  );
}

async function remember(tx: Tx, { tenant, user }: Whose, wish: Wishes): Promise<void> {
  const change = { $set: wish, $setOnInsert: { tenant, ...(user !== undefined && { user }) } };
  await tx.model(wishes).updateOne({ _id: user ?? tenant }, change, { upsert: true });
}

/** Whether it is too late for any wish: a row written about them now would stay for good. */
export async function isPastWishing(tx: Tx, { tenant, user }: Whose): Promise<boolean> {
  const theirs = user === undefined ? { scope: 'tenant' as const } : { $or: [{ scope: 'tenant' as const }, { user }] };
  const past = { tenant, ...theirs, state: { $nin: ['requested' as const, 'cancelled' as const] } };
  return (await tx.model(erasures).exists(past)) !== null;
}

/** Whether the wish to stay is newer than the wish to be erased. */
export const wantedToStaySince = async (tx: Tx, whose: Whose, at: Date): Promise<boolean> =>
  isOlder(at, (await wishesOf(tx, whose)).stayAt);

/** Records the wish to be erased. False when it is older than the wish to stay, and so does not count. */
export async function wantsToGo(tx: Tx, whose: Whose, at: Date): Promise<boolean> {
  const { goAt, stayAt } = await wishesOf(tx, whose);
  await remember(tx, whose, { goAt: newestOf(at, goAt) });
  return !isOlder(at, stayAt);
}

/** Records the wish to stay. If a newer wish to be erased arrived earlier, returns its time. */
export async function wantsToStay(tx: Tx, whose: Whose, at: Date): Promise<{ goesSince: Date | undefined }> {
  const { goAt, stayAt } = await wishesOf(tx, whose);
  await remember(tx, whose, { stayAt: newestOf(at, stayAt) });
  return { goesSince: isOlder(at, goAt) ? goAt : undefined };
}
