import { type ClearOf, collection, type Tx } from '@crescendo/chassis';
import { opaque, personal, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { seatCount } from './seats.ts';

/** Where each workspace's roster sync stands. One row a workspace, there from its installation on. */
export const rosterSyncs = collection({
  name: 'rosterSyncs',
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    /**
     * `idle`: waits for the next run. `reading`: pages are fetched. `judging`: all were read, and may be believed or not.
     * `sweeping`: they are, and who was not among them is removed.
     */
    phase: plain(z.enum(['idle', 'reading', 'judging', 'sweeping'])),
    /** The run under way, or the last one; empty before the first. */
    run: opaque(z.string()),
    /** Moves with every unit of work: whoever commits the next from here has won it. */
    step: plain(z.int()),
    dueAt: plain(z.date()),
    /** Units that failed in a row. */
    failures: plain(z.int()),
    /** Version of the last count; 0 before a first sync was complete. */
    counted: plain(z.int()),
    /** The seats as last counted. */
    seats: plain(seatCount),
    /** The seats that the pages of the run under way had so far. */
    listed: plain(seatCount),
    /** Members that the pages of the run under way named so far. */
    named: plain(z.int()).optional(),
    /** People who were known when the run began. */
    known: plain(z.int()).optional(),
    /** Why the last run was not believed. Absent when it was. */
    doubt: plain(
      z.object({ why: z.enum(['empty', 'shrunk']), since: z.date(), gone: z.int(), listed: z.int() }),
    ).optional(),
    /** The list may have changed behind the run under way: it is read anew when that is over. */
    again: plain(z.boolean()),
    cursor: personal(z.string(), {
      subject: 'tenant',
      category: 'identity',
      purpose: 'delivery',
      basis: 'contract',
      retention: 'while a roster sync runs',
      about: "Where the next page of Slack's member list begins; it can name a member",
    }).optional(),
  }),
  indexes: [{ fields: { dueAt: 1 } }, { fields: { tenant: 1 } }],
});

export type RosterSync = ClearOf<typeof rosterSyncs>;

/** The roster sync under way, or the last one; empty before the first. */
export async function lastRun(tx: Tx): Promise<string> {
  const { tenant } = tx;
  const sync = await tx.model(rosterSyncs).findOne({ _id: tenant, tenant }, { run: 1 }).lean();
  return sync?.run ?? '';
}

/** Has the roster read anew: now, or when the run under way is over. */
export async function readAgain(tx: Tx): Promise<void> {
  const { tenant, now } = tx;
  const idle = { _id: tenant, tenant, phase: 'idle' as const };
  const { matchedCount } = await tx.model(rosterSyncs).updateOne(idle, { $set: { dueAt: now } });
  if (matchedCount === 0) await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { again: true } });
}

/** How soon a roster is read anew after something was missed: once for all that is missed until then. */
const SOON_MS = 300_000;

/** Has the roster read anew in a few minutes, or when the run under way is over: something of the workspace was missed. */
export async function readAgainSoon(tx: Tx): Promise<void> {
  const { tenant, now } = tx;
  const sync = { _id: tenant, tenant };
  const soon = new Date(now.getTime() + SOON_MS);
  const syncs = tx.model(rosterSyncs);
  await syncs.updateOne({ ...sync, phase: 'idle', dueAt: { $gt: soon } }, { $set: { dueAt: soon } });
  await syncs.updateOne({ ...sync, phase: { $ne: 'idle' } }, { $set: { again: true } });
}
