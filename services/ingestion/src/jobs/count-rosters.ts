import { isFenced, job, type ServiceContext } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { countRoster } from '../count-roster.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { uncountedChanges } from '../uncounted-changes.ts';

const AFTER_FIRST_SYNC_MS = 60_000;

/** Counts a workspace again soon after people came or went. Before its first sync is complete there is no number yet. */
export const countRosters = job({
  name: 'count-rosters',
  every: 1_000,
  async run({ now, service }) {
    const due = { dueAt: { $lte: now }, tenant: { $nin: service.closedTenants() } };
    const change = await service.model(uncountedChanges).findOne(due).sort({ dueAt: 1 }).lean();
    if (!change) return false;
    try {
      await count(service, change.tenant, now);
    } catch (error) {
      if (!isFenced(error)) throw error; // from here on it counts as closed
    }
    return true;
  },
});

async function count(service: ServiceContext, tenant: string, now: Date): Promise<void> {
  await service.transact({ tenant, publishes: [rosterChanged] }, async (tx) => {
    const sync = await tx.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean();
    if (sync && sync.counted > 0) {
      await countRoster(tx);
      return;
    }
    const dueAt = new Date(now.getTime() + AFTER_FIRST_SYNC_MS);
    await tx.model(uncountedChanges).updateMany({ tenant }, { $set: { dueAt } });
  });
}
