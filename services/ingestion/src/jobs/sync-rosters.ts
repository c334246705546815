import { isFenced, job } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { rosterSyncs } from '../roster-syncs.ts';
import type { Directory } from '../slack/directory.ts';
import { begin, judge, readPage, sweep, type Unit } from '../sync-steps.ts';
import { syncWait } from '../sync-wait.ts';

/**
 * Reads the rosters of workspaces: after installation, then daily. Each run does one unit of work (a page, say) for the
 * workspace that has waited longest. So no workspace waits for another's long roster, and one that Slack throttles
 * delays no other. Skips customers who left.
 */
export const syncRosters = (directory: Directory) =>
  job({
    name: 'sync-rosters',
    every: 1_000,
    async run({ now, service }) {
      const due = { dueAt: { $lte: now }, tenant: { $nin: service.closedTenants() } };
      const sync = await service.model(rosterSyncs).findOne(due).sort({ dueAt: 1 }).lean();
      if (!sync) return false;
      const unit = { sync, now, service };
      try {
        if (sync.phase === 'idle') await begin(unit);
        else if (sync.phase === 'reading') await readPage(directory, unit);
        else if (sync.phase === 'judging') await judge(unit);
        else await sweep(directory.pageSize, unit);
      } catch (error) {
        if (!isFenced(error)) await postpone(unit, error); // from here on it counts as closed
      }
      return true;
    },
  });

async function postpone({ sync, now, service }: Unit, error: unknown): Promise<void> {
  const { _id, tenant, step, failures } = sync;
  const { waitMs, fromTheStart } = syncWait(error, failures);
  const code = error instanceof Failure ? error.code : 'unexpected';
  service.log.warn({ tenant, phase: sync.phase, code, waitMs, err: error }, 'a roster sync has to wait');
  const dueAt = new Date(now.getTime() + waitMs);
  const set = { dueAt, failures: failures + 1, ...(fromTheStart && { phase: 'idle' as const }) };
  const change = { $set: set, ...(fromTheStart && { $unset: { cursor: 1 as const } }) };
  await service.model(rosterSyncs).updateOne({ _id, tenant, step }, change);
}
