import { collection, isOlder, newestOf, type RowOf, type Tx } from '@crescendo/chassis';
import { consentWithdrawn, type EventType, feedbackGiven, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';

/** Times of a person's acts. They decide what the person's other acts mean, in whatever order they arrive. */
export const actTimes = collection({
  name: 'actTimes',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    user: userId,
    /** When they started again after an erasure: earlier acts no longer count. */
    knownFrom: plain(z.date()).optional(),
    /** When they last gave feedback, and when they last took it back. */
    feedbackGivenAt: plain(z.date()).optional(),
    feedbackWithdrawnAt: plain(z.date()).optional(),
    /**
     * The generation of the key that seals their feedback: each withdrawal that destroys a key increments it. 1 if
     * missing.
     */
    feedbackKey: plain(z.int().positive()).optional(),
  }),
  indexes: [{ fields: { tenant: 1 } }],
});

type Times = Partial<Omit<RowOf<typeof actTimes>, '_id' | 'tenant' | 'user'>>;

/** What an act means in light of the person's others: nothing, or something to publish and remember. */
export type Judged =
  | { nothing: 'before-they-began-anew' | 'older-than-known' }
  | {
      remember?: Times;
      /** Feedback is sealed with a key of this generation or a later one. */
      generation?: number;
      /** They gave feedback after this withdrawal, so its key must not be destroyed. */
      givenSince?: true;
    };

export function judge(type: EventType, at: Date, times: Times): Judged {
  const { knownFrom, feedbackGivenAt, feedbackWithdrawnAt, feedbackKey = 1 } = times;
  if (isOlder(at, knownFrom)) return { nothing: 'before-they-began-anew' };
  const isOfFeedback = type === feedbackGiven || type === consentWithdrawn;
  if (!isOfFeedback) return {};
  if (isOlder(at, feedbackWithdrawnAt)) return { nothing: 'older-than-known' };
  if (type === feedbackGiven)
    return { remember: { feedbackGivenAt: newestOf(at, feedbackGivenAt) }, generation: feedbackKey };
  const remember = { feedbackWithdrawnAt: newestOf(at, feedbackWithdrawnAt) };
  if (isOlder(at, feedbackGivenAt)) return { remember, givenSince: true };
  return { remember: { ...remember, feedbackKey: feedbackKey + 1 } };
}

export async function timesOf(tx: Tx, user: string): Promise<Times> {
  return (await tx.model(actTimes).findOne({ _id: user, tenant: tx.tenant }).lean()) ?? {};
}

export async function remember(tx: Tx, user: string, times: Times): Promise<void> {
  const { tenant } = tx;
  const change = { $set: times, $setOnInsert: { user } };
  await tx.model(actTimes).updateOne({ _id: user, tenant }, change, { upsert: true });
}
