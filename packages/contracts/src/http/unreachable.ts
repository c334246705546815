import { z } from 'zod';
import { tenantId } from '../ids.ts';

/** For operators: customers in whose workspaces Slack refuses us. Times are ISO 8601, in UTC. */
export const unreachableItem = z.object({
  tenant: tenantId,
  since: z.string(),
  /** Slack's last code. */
  code: z.string(),
  /** Consecutive refusals. */
  tries: z.int().positive(),
  nextTry: z.string(),
  /** Slack has reported that the app was removed, but not confirmed it yet. */
  told: z.boolean(),
});
export type UnreachableItem = z.infer<typeof unreachableItem>;

/** The longest unreachable first; `total` counts all. */
export const unreachableResponse = z.object({ items: z.array(unreachableItem), total: z.int().nonnegative() });
