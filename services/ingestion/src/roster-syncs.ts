import { type ClearOf, collection, type Tx } from '@crescendo/chassis';
import { opaque, personal, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { seatCount } from './seats.ts';

/** The state of each workspace's roster sync: one row per workspace, from its installation on. */
export const rosterSyncs = collection({
  name: 'rosterSyncs',
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    /**
     * `idle`: waits for the next run. `reading`: fetches pages. `judging`: has read all pages and decides whether to
     * believe them. `sweeping`: believes them and removes people who are not on them.
     */
    phase: plain(z.enum(['idle', 'reading', 'judging', 'sweeping'])),
    /** The run under way, or the last one; empty before the first. */
    run: opaque(z.string()),
    /** Grows with every unit of work: the replica that commits the next number has won that unit. */
    step: plain(z.int()),
    dueAt: plain(z.date()),
    /** Consecutive failed units. */
    failures: plain(z.int()),
    /** Version of the last count; 0 before the first complete sync. */
    counted: plain(z.int()),
    /** The seats as last counted. */
    seats: plain(seatCount),
    /** The seats on the pages of the current run so far. */
    listed: plain(seatCount),
    /** The members on the pages of the current run so far. */
    named: plain(z.int()).optional(),
    /** People known when the run began. */
    known: plain(z.int()).optional(),
    /** Why the last run was not believed. Absent if it was. */
    doubt: plain(
      z.object({ why: z.enum(['empty', 'shrunk']), since: z.date(), gone: z.int(), listed: z.int() }),
    ).optional(),
    /** The list may have changed during the current run, so it is read again afterwards. */
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
  indexes: [{ fields: { dueAt: 1 } }, { fields: { 'doubt.why': 1 } }],
});

export type RosterSync = ClearOf<typeof rosterSyncs>;

/** The roster sync under way, or the last one; empty before the first. */
export async function lastRun(tx: Tx): Promise<string> {
  const { tenant } = tx;
  const sync = await tx.model(rosterSyncs).findOne({ _id: tenant, tenant }, { run: 1 }).lean();
  return sync?.run ?? '';
}

/** Has the roster read again: now, or after the current run. */
export async function readAgain(tx: Tx): Promise<void> {
  const { tenant, now } = tx;
  const idle = { _id: tenant, tenant, phase: 'idle' as const };
  const { matchedCount } = await tx.model(rosterSyncs).updateOne(idle, { $set: { dueAt: now } });
  if (matchedCount === 0) await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { again: true } });
}

/** How soon a roster is read again after missed events: once for everything missed until then. */
const SOON_MS = 300_000;

/** Has the roster read again in a few minutes, or after the current run, because we missed events of the workspace. */
export async function readAgainSoon(tx: Tx): Promise<void> {
  const { tenant, now } = tx;
  const sync = { _id: tenant, tenant };
  const soon = new Date(now.getTime() + SOON_MS);
  const syncs = tx.model(rosterSyncs);
  await syncs.updateOne({ ...sync, phase: 'idle', dueAt: { $gt: soon } }, { $set: { dueAt: soon } });
  await syncs.updateOne({ ...sync, phase: { $ne: 'idle' } }, { $set: { again: true } });
}
