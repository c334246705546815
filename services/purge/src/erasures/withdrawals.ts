import { collection } from '@crescendo/chassis';
import { erasureId, eventId, plain, tenantId, userId, withdrawableCategories } from '@crescendo/contracts';
import { z } from 'zod';

/** Withdrawn consents, whose keys are destroyed or about to be. */
export const withdrawals = collection({
  name: 'withdrawals',
  schema: z.object({
    /** The event that reported it. */
    _id: eventId,
    tenant: tenantId,
    user: userId,
    category: plain(z.enum(withdrawableCategories)),
    /** Its id in the ledger. */
    erasure: erasureId,
    withdrawnAt: plain(z.date()),
    status: plain(z.enum(['waiting', 'shredded'])),
  }),
  indexes: [{ fields: { status: 1, withdrawnAt: 1 } }, { fields: { tenant: 1, user: 1 } }],
});
