import { opaque, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import { collection } from '../store/collection.ts';

/**
 * Events that could not be handled, and behind each the later ones of its key, in order. Content stays sealed; of a
 * record that is no event of ours only its place is kept.
 */
export const deadLetters = collection({
  name: 'deadLetters',
  schema: z.object({
    /** The event's id, or `topic/partition/offset` of what is no event. */
    _id: opaque(z.string()),
    tenant: tenantId.optional(),
    user: userId.optional(),
    topic: plain(z.string()),
    partition: plain(z.int()),
    offset: plain(z.int()),
    key: opaque(z.string()).optional(),
    type: plain(z.string()).optional(),
    source: plain(z.string()).optional(),
    time: plain(z.date()).optional(),
    value: plain(z.string()).optional(),
    traceparent: plain(z.string()).optional(),
    /** `dead`: could not be handled, see `code`. `parked`: waits behind a dead one of its key. */
    status: plain(z.enum(['dead', 'parked'])),
    code: plain(z.string()),
    attempts: plain(z.int()),
    at: plain(z.date()),
  }),
  indexes: [
    { fields: { topic: 1, partition: 1, status: 1 } },
    { fields: { topic: 1, key: 1, offset: 1 } },
    { fields: { tenant: 1, user: 1 } },
  ],
});
