import { createHash } from 'node:crypto';
import { collection, isOlder, type Tx } from '@crescendo/chassis';
import { plain, special, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import type { Act } from './domain-events.ts';

/** Whoever was told that a click failed presses again within that time; a click that was slow may still be done after it. */
const REPEATED_WITHIN_MS = 60_000;
/** Longer than what was pressed may wait on its way to us. */
const KEPT_SECONDS = 86_400;

/** What each person did last that changed something, to know a press that only repeats it. */
export const lastActs = collection({
  name: 'lastActs',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    /** The same as `_id`: whose keys seal the row. */
    user: userId,
    act: special(z.string(), {
      category: 'learning',
      purpose: 'learning',
      basis: 'consent',
      retention: 'one day, or until the person leaves or the relationship ends, then 48 hours',
      about: 'A hash of what the person pressed last, so that pressing it again at once does nothing twice',
    }),
    at: plain(z.date()),
  }),
  indexes: [{ fields: { tenant: 1, user: 1 } }, { fields: { at: 1 }, expireAfterSeconds: KEPT_SECONDS }],
});

/** The same button of the same message, the same command, or the same form with the same words. */
function hashOf({ slackUser: _who, ...what }: Act): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('base64url');
}

/**
 * Whether an act is the same as the person's last one, within a minute of it, whichever of the two arrives first. Else
 * it is their last one from now on. What they did in between makes it a new act: Start after Stop is no repetition of
 * the Start before.
 */
export async function repeatsLastAct(tx: Tx, { user, act }: { user: string; act: Act }): Promise<boolean> {
  const { tenant, now: at } = tx;
  const mine = { _id: user, tenant, user, act: hashOf(act), at };
  const rows = await tx.model(lastActs).find({ _id: user, tenant }).lean();
  const [last] = await tx.open(lastActs, rows, ['act']);
  if (last?.act === mine.act && Math.abs(at.getTime() - last.at.getTime()) < REPEATED_WITHIN_MS) return true;
  if (last && isOlder(at, last.at)) return false; // it came late
  await tx.model(lastActs).replaceOne({ _id: user, tenant }, await tx.seal(lastActs, mine), { upsert: true });
  return false;
}
