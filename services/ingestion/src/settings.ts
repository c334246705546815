import { z } from 'zod';

/** Ingestion's settings, in addition to those of every service. */
export const ingestionSettings = z.object({
  GATEWAY_URL: z.url().describe("The gateway: Slack's API is behind its proxy, with the tokens"),
  ROSTER_PAGE_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(200)
    .describe('People of a roster in one unit of work: a page of Slack, a transaction (Slack advises at most 200)'),
});
export type IngestionSettings = z.output<typeof ingestionSettings>;
