import { createHash } from 'node:crypto';
import { collection, isOlder, type Tx } from '@crescendo/chassis';
import { plain, special, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';
import type { Act } from './domain-events.ts';

/**
 * A person who was told that a click failed presses again within this time. A slow click may still take effect later.
 */
const REPEATED_WITHIN_MS = 60_000;
/** Longer than an act may be on its way to us. */
const KEPT_SECONDS = 86_400;

/** Each person's last act that changed something, to recognise repetitions. */
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
 * Whether an act equals the person's last one, within a minute, whichever arrives first. If not, stores it as their
 * last act. An act in between makes it a new one: Start after Stop does not repeat the earlier Start.
 */
export async function repeatsLastAct(tx: Tx, { user, act }: { user: string; act: Act }): Promise<boolean> {
  const { tenant, now: at } = tx;
  const mine = { _id: user, tenant, user, act: hashOf(act), at };
  const rows = await tx.model(lastActs).find({ _id: user, tenant }).lean();
  const [last] = await tx.open(lastActs, rows, ['act']);
  if (last?.act === mine.act && Math.abs(at.getTime() - last.at.getTime()) < REPEATED_WITHIN_MS) return true;
  if (last && isOlder(at, last.at)) return false; // it arrived late
  await tx.model(lastActs).replaceOne({ _id: user, tenant }, await tx.seal(lastActs, mine), { upsert: true });
  return false;
}
