import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { serviceName } from './dead-letters.ts';

/** What stays of erased customers: each service answers for its own archive, the gateway for all. */

export const archivedRecord = z.object({
  /** The collection it was a row of. */
  from: z.string(),
  /** Plain fields only: nothing in them is personal. */
  record: z.record(z.string(), z.unknown()),
  archivedAt: z.string(),
});
export const archiveRequest = z.object({ tenant: tenantId });
export const archiveListResponse = z.object({ records: z.array(archivedRecord) });
export const archiveEraseResponse = z.object({ erased: z.int().nonnegative() });

/** On a request that covers the archive too: why, for the record. */
export const archiveEraseCommand = z.object({ reason: z.string().trim().min(3).max(500) });
export const allArchivesResponse = z.object({
  services: z.array(z.object({ service: serviceName, records: z.array(archivedRecord) })),
});
