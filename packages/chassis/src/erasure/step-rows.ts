import { erasureId, erasureScopes, erasureSteps, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

/** Steps of erasures that this service was asked for, and what it answered: so that asking twice is asking once. */
export const erasureStepRows = collection({
  name: 'erasureSteps',
  schema: z.object({
    /** `erasure/step` */
    _id: opaque(z.string()),
    erasure: erasureId,
    tenant: tenantId,
    user: userId.optional(),
    scope: plain(z.enum(erasureScopes)),
    step: plain(z.enum(erasureSteps)),
    status: plain(z.enum(['asked', 'done'])),
    askedAt: plain(z.date()),
    /** When what has to be done outside was asked for. Of `close` only. */
    begunAt: plain(z.date()).optional(),
    /** Rows that there were when it began, by collection: what is deleted is counted once, however often it is cut off. */
    before: plain(z.record(z.string(), z.int())).optional(),
    doneAt: plain(z.date()).optional(),
    /** What was said when it was done, as in `erasure-step-done`. */
    answer: plain(z.record(z.string(), z.unknown())).optional(),
  }),
  indexes: [{ fields: { status: 1, askedAt: 1 } }, { fields: { erasure: 1 } }, { fields: { tenant: 1 } }],
  kept: 'says what was done for an erasure; opaque ids and numbers only',
});
export type ErasureStepRow = RowOf<typeof erasureStepRows>;

/** Non-personal records of customers who were erased. */
export const archivedRecords = collection({
  name: 'archivedRecords',
  schema: z.object({
    /** `collection/id` */
    _id: opaque(z.string()),
    tenant: tenantId,
    /** The collection it was a row of. */
    from: plain(z.string()),
    /** Plain fields only: those its collection names as archived. */
    record: plain(z.record(z.string(), z.unknown())),
    archivedAt: plain(z.date()),
  }),
  indexes: [{ fields: { tenant: 1 } }],
  kept: 'non-personal records, for contract, audit and law',
});
