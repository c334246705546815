import { z } from 'zod';

/** A rough number, from which nobody can work out a customer who leaves. */
export const customerRanges = ['5-9', '10-24', '25-99', '100+'] as const;
export const peopleRanges = ['50-99', '100-499', '500-4999', '5000+'] as const;

/** A number across all customers that describes none of them; or none to publish, which is not zero. */
export const anonymousCell = z.union([
  z.object({ acts: z.int().positive(), customers: z.enum(customerRanges), people: z.enum(peopleRanges) }),
  z.literal('suppressed'),
]);
export type AnonymousCell = z.infer<typeof anonymousCell>;

/** What people can do that is counted. */
export const participationActs = ['starts', 'stops', 'lessonsRequested', 'answers', 'ratings', 'comments'] as const;
export type ParticipationAct = (typeof participationActs)[number];

/** The published figures of closed weeks, newest first (P10). */
export const anonymousStatisticsResponse = z.object({
  weeks: z.array(
    z.object({
      /** By ISO 8601, e.g. `2026-W48`, in UTC. */
      week: z.string(),
      acts: z.record(z.enum(participationActs), anonymousCell),
    }),
  ),
});
