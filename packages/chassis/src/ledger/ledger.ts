import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection, type RowOf } from '../store/collection.ts';

const DONE_ROWS_STAY_SECONDS = 7 * 86_400;

/** Calls to other companies: requested, running or ended. Personal data in their arguments stays sealed. */
export const ledger = collection({
  name: 'ledger',
  schema: z.object({
    _id: opaque(z.string()),
    effect: plain(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    /** Effects of one key run one after another. */
    key: opaque(z.string()),
    args: plain(z.record(z.string(), z.unknown())),
    /**
     * `intended`: to be done. `sending`: an attempt is running, or its process died. Final: `known` (done), `failed`
     * (refused), `unknown` (nobody knows whether it took effect).
     */
    status: plain(z.enum(['intended', 'sending', 'known', 'failed', 'unknown'])),
    attempt: plain(z.int()),
    /** It is part of the erasure of the person or customer it is about. */
    passesFence: plain(z.boolean()).optional(),
    /** How often it was requested again while it waited. */
    joined: plain(z.int()).optional(),
    /** The replica that makes the current attempt. */
    by: opaque(z.string()).optional(),
    /** When the current attempt counts as lost. */
    until: plain(z.date()).optional(),
    dueAt: plain(z.date()),
    cause: plain(z.string()),
    position: plain(z.number()),
    index: plain(z.int()),
    traceparent: plain(z.string()).optional(),
    code: plain(z.string()).optional(),
    createdAt: plain(z.date()),
    doneAt: plain(z.date()).optional(),
  }),
  indexes: [
    { fields: { status: 1, dueAt: 1 } },
    { fields: { key: 1, status: 1 } },
    { fields: { doneAt: 1 }, expireAfterSeconds: DONE_ROWS_STAY_SECONDS },
    { fields: { tenant: 1, user: 1 } },
  ],
});
export type LedgerRow = RowOf<typeof ledger>;
