import { collection } from '@crescendo/chassis';
import { erasureId, plain } from '@crescendo/contracts';
import { z } from 'zod';

/** Receipts of erased customers, by the id of the erasure: anyone with the link may read one. */
export const receipts = collection({
  name: 'receipts',
  schema: z.object({
    _id: erasureId,
    /** The signed file, byte for byte. */
    receipt: plain(z.string()),
    issuedAt: plain(z.date()),
  }),
  kept: 'the signed statement of what was erased; it has no personal data',
});
