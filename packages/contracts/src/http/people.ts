import { z } from 'zod';
import { userId } from '../ids.ts';

/** The gateway's query to ingestion for a person's Slack ID, which it keeps only in memory. */
export const addressesRequest = z.object({ users: z.array(userId).min(1).max(500) });
export const addressesResponse = z.object({
  /** People who are unknown or gone are left out. */
  addresses: z.array(z.object({ user: userId, slackUser: z.string() })),
});
