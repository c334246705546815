import { job, type ServiceContext } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { countRoster } from '../count-roster.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { uncountedChanges } from '../uncounted-changes.ts';

const AFTER_FIRST_SYNC_MS = 60_000;

/** Recounts a workspace soon after people joined or left. There is no number before its first complete sync. */
export const countRosters = job({
  name: 'count-rosters',
  every: 1_000,
  async run({ now, service, eachRow }) {
    const due = { dueAt: { $lte: now }, tenant: { $nin: service.closedTenants() } };
    const workspaces = service
      .model(uncountedChanges)
      .aggregate<{ _id: string }>()
      .match(due)
      .group({ _id: '$tenant', dueAt: { $min: '$dueAt' } })
      .sort({ dueAt: 1 });
    return (await eachRow(workspaces, ({ _id: tenant }) => count(service, tenant, now))).more;
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
