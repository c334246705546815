import { collection, isOlder, newestOf, type RowOf, type Tx } from '@crescendo/chassis';
import { consentWithdrawn, type EventType, feedbackGiven, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';

/** Times of a person's acts by which others of theirs are judged, in whatever order they arrive. */
export const actTimes = collection({
  name: 'actTimes',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    user: userId,
    /** They had been erased, and started again then: what they did before is not theirs any more. */
    knownFrom: plain(z.date()).optional(),
    /** When they last said something about lessons, and when they last took that back. */
    feedbackGivenAt: plain(z.date()).optional(),
    feedbackWithdrawnAt: plain(z.date()).optional(),
    /** Which key seals what they say about lessons now: each withdrawal that destroys one counts it up. 1 where missing. */
    feedbackKey: plain(z.int().positive()).optional(),
  }),
  indexes: [{ fields: { tenant: 1 } }],
});

type Times = Partial<Omit<RowOf<typeof actTimes>, '_id' | 'tenant' | 'user'>>;

/** What an act means beside the person's others: nothing, or something, and then what is to be remembered of it. */
export type Judged =
  | { nothing: 'before-they-began-anew' | 'older-than-known' }
  | {
      remember?: Times;
      /** Feedback is sealed with this key, or a later one. */
      generation?: number;
      /** They have said something since they took all back: its key must not be destroyed. */
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
