import { erasureId, erasureScopes, erasureSteps, opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

/**
 * The steps of erasures that this service was asked for, and its answers, so a repeated request has no second effect.
 */
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
    /** When the effects that end things outside were requested. Only for `close`. */
    begunAt: plain(z.date()).optional(),
    /** Rows at the start of the step, by collection: so the count is right even if the step runs several times. */
    before: plain(z.record(z.string(), z.int())).optional(),
    doneAt: plain(z.date()).optional(),
    /** The published answer, as in `erasure-step-done`. */
    answer: plain(z.record(z.string(), z.unknown())).optional(),
  }),
  indexes: [{ fields: { status: 1, askedAt: 1 } }, { fields: { erasure: 1 } }, { fields: { tenant: 1 } }],
  kept: 'says what was done for an erasure; opaque ids and numbers only',
});
export type ErasureStepRow = RowOf<typeof erasureStepRows>;

/** Non-personal records of erased customers. */
export const archivedRecords = collection({
  name: 'archivedRecords',
  schema: z.object({
    /** `collection/id` */
    _id: opaque(z.string()),
    tenant: tenantId,
    /** The collection that the record comes from. */
    from: plain(z.string()),
    /** Plain fields only: those that the collection declares as archived. */
    record: plain(z.record(z.string(), z.unknown())),
    archivedAt: plain(z.date()),
  }),
  indexes: [{ fields: { tenant: 1 } }],
  kept: 'non-personal records, for contract, audit and law',
});
