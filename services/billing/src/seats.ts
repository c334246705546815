import { collection } from '@crescendo/chassis';
import { plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/**
 * How many seats each customer uses by the last count, one row per customer. The number stays in the archive after the
 * customer leaves: it belongs to the contract and our books, and describes nobody.
 */
export const seats = collection({
  name: 'seats',
  archived: ['billable', 'guests', 'version'],
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    billable: plain(z.int().nonnegative()),
    guests: plain(z.int().nonnegative()),
    /** Milliseconds since the epoch of the count; the newer wins. */
    version: plain(z.int().nonnegative()),
  }),
});
