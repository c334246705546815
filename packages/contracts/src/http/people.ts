import { z } from 'zod';
import { userId } from '../ids.ts';

/** Asked of ingestion by the gateway, held in memory only: which Slack ID a person has. */
export const addressesRequest = z.object({ users: z.array(userId).min(1).max(500) });
export const addressesResponse = z.object({
  /** People who are unknown or gone are left out. */
  addresses: z.array(z.object({ user: userId, slackUser: z.string() })),
});
