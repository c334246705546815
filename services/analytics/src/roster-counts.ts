import { collection } from '@crescendo/chassis';
import { plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/** How many people each customer has, as last counted: for the floor of what is published. One row a customer. */
export const rosterCounts = collection({
  name: 'rosterCounts',
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    people: plain(z.int().nonnegative()),
    /** Milliseconds since the epoch of the count; the newer wins. */
    version: plain(z.int().nonnegative()),
  }),
});
