import { type ClearOf, collection } from '@crescendo/chassis';
import { index, opaque, type PersonalTag, personal, plain, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';

const identity = (about: string): PersonalTag => ({
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'until the person leaves or the relationship ends, then 48 hours',
  about,
});

/**
 * The people of the workspaces. Only this collection links a Slack ID to a person id. Someone who left keeps a row with
 * nothing sealed for 30 days, so that we recognise them if they come back.
 */
export const people = collection({
  name: 'people',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    /** The same as `_id`: whose keys seal the row. */
    user: userId,
    slackIndex: index(identity('The Slack ID, to find the person by')),
    slackUser: personal(z.string(), identity('Slack ID')).optional(),
    email: personal(z.string(), identity('E-mail address in Slack')).optional(),
    timezone: personal(z.string(), identity('IANA time zone')).optional(),
    locale: personal(z.string(), identity('Language and region')).optional(),
    flags: personal(z.object({ guest: z.boolean() }), identity('Account flags: a guest or not')).optional(),
    /**
     * `invited`: has not signed in yet; nothing else about them is kept. `fenced`: is being erased. Then the row's
     * keyed hash matches nobody, and its Slack ID may belong to another row.
     */
    status: plain(z.enum(['active', 'invited', 'removed', 'fenced'])),
    /** Known only by a Slack ID until Slack tells the rest; at the very beginning only by its keyed hash. */
    stub: plain(z.boolean()),
    /**
     * Milliseconds since the epoch by Slack's clock, which counts seconds. Each change within the same second adds a
     * millisecond. So it grows with every change, and the newer wins.
     */
    version: plain(z.int().nonnegative()),
    /** The roster sync that last saw them; empty before the first. */
    seen: opaque(z.string()),
    /** The roster sync whose pages last listed, and so counted, them. */
    listed: opaque(z.string()).optional(),
    /** A stub of an erased person who starts again: the number of seats already includes them, as an unknown person. */
    counted: plain(z.literal(true)).optional(),
    /** When to erase someone who left. Absent while they are here, and once the erasure is requested. */
    erasureDueAt: plain(z.date()).optional(),
  }),
  indexes: [
    { fields: { tenant: 1, slackIndex: 1 }, unique: true },
    { fields: { tenant: 1, status: 1 } },
    { fields: { erasureDueAt: 1 } },
  ],
});

/** A person's row, opened. */
export type Person = ClearOf<typeof people>;

/** How long someone who left may come back to what they had. */
const KNOWN_AGAIN_MS = 30 * 86_400_000;

/** What is left of someone who is no longer in the workspace. */
export function tombstone(
  person: Pick<Person, '_id' | 'tenant' | 'slackIndex' | 'seen'>,
  { version, leftAt }: { version: number; leftAt: Date },
) {
  const { _id, tenant, slackIndex, seen } = person;
  const erasureDueAt = new Date(leftAt.getTime() + KNOWN_AGAIN_MS);
  return { _id, tenant, user: _id, slackIndex, seen, status: 'removed' as const, stub: false, version, erasureDueAt };
}
