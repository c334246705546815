import { z } from 'zod';
import { tenantId } from '../ids.ts';

/** Customers whom Slack keeps us from, for operators. Times are ISO 8601, in UTC. */
export const unreachableItem = z.object({
  tenant: tenantId,
  since: z.string(),
  /** What Slack said last, in its own code. */
  code: z.string(),
  /** How often in a row it refused. */
  tries: z.int().positive(),
  nextTry: z.string(),
  /** Slack has said that the app was taken out, and not confirmed it yet. */
  told: z.boolean(),
});
export type UnreachableItem = z.infer<typeof unreachableItem>;

/** Those that wait longest first; `total` counts them all. */
export const unreachableResponse = z.object({ items: z.array(unreachableItem), total: z.int().nonnegative() });
