import { collection } from '@crescendo/chassis';
import { erasureId, eventId, plain, tenantId, userId, withdrawableCategories } from '@crescendo/contracts';
import { z } from 'zod';

/** Consents that were withdrawn, whose key is to be destroyed, or was. */
export const withdrawals = collection({
  name: 'withdrawals',
  schema: z.object({
    /** The event that said so. */
    _id: eventId,
    tenant: tenantId,
    user: userId,
    category: plain(z.enum(withdrawableCategories)),
    /** Under which the ledger has it. */
    erasure: erasureId,
    withdrawnAt: plain(z.date()),
    status: plain(z.enum(['waiting', 'shredded'])),
  }),
  indexes: [{ fields: { status: 1, withdrawnAt: 1 } }, { fields: { tenant: 1, user: 1 } }],
});
