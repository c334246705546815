import { collection } from '@crescendo/chassis';
import { plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/**
 * How many seats each customer uses, as last counted. One row a customer. The count stays in the archive when the customer
 * has gone: what was paid for is part of the contract and of our books, and numbers of seats are about nobody.
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
