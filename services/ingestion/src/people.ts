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
 * The people of the workspaces: the only place where a Slack ID and a person id meet. Someone who left keeps a row
 * without anything sealed for 30 days, so that they are known again should they come back.
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
     * `invited`: may come, and nothing else of them is kept until then. `fenced`: is being erased. The row has the keyed hash
     * of nothing then, and its Slack ID may be another's.
     */
    status: plain(z.enum(['active', 'invited', 'removed', 'fenced'])),
    /** Known by a Slack ID only, until Slack has told the rest; at its very first not even by that, but by its keyed hash. */
    stub: plain(z.boolean()),
    /**
     * Milliseconds since the epoch by Slack's clock, which counts seconds; what we learn within one second moves it by a
     * millisecond. So it grows with every change, and the newer wins.
     */
    version: plain(z.int().nonnegative()),
    /** The roster sync that last saw them; empty before the first. */
    seen: opaque(z.string()),
    /** The roster sync on whose pages they last were, and so were counted. */
    listed: opaque(z.string()).optional(),
    /** A stub of someone who was erased and starts again: they are in the number of seats, as someone nobody knows. */
    counted: plain(z.literal(true)).optional(),
    /** When someone who left is to be erased. Absent while they are here, and once that was asked for. */
    erasureDueAt: plain(z.date()).optional(),
  }),
  indexes: [
    { fields: { tenant: 1, slackIndex: 1 }, unique: true },
    { fields: { tenant: 1, status: 1 } },
    { fields: { erasureDueAt: 1 } },
  ],
});

/** A person's row, all in clear. */
export type Person = ClearOf<typeof people>;

/** Who left may come back to what they had for so long. */
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
