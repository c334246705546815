import { collection } from '@crescendo/chassis';
import { plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/** How many people each customer has by the last count, for the floor of published figures. One row per customer. */
export const rosterCounts = collection({
  name: 'rosterCounts',
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    people: plain(z.int().nonnegative()),
    /** Milliseconds since the epoch of the count; the newer wins. */
    version: plain(z.int().nonnegative()),
  }),
  small: 'one row a customer',
});
