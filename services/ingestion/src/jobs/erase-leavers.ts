import { job, type RowOf, type ServiceContext } from '@crescendo/chassis';
import { erasureAsked } from '@crescendo/contracts';
import { people } from '../people.ts';

const EVERY_MS = 60_000;

/**
 * Requests, once, the erasure of people who left their workspace 30 days ago. Whoever comes back earlier is not erased;
 * whoever comes back between the request and the fence is erased anyway, and may start as someone new.
 */
export const eraseLeavers = job({
  name: 'erase-leavers',
  every: EVERY_MS,
  async run({ now, service, eachRow }) {
    const due = service
      .model(people)
      .find({ status: 'removed', erasureDueAt: { $lte: now }, tenant: { $nin: service.closedTenants() } })
      .sort({ erasureDueAt: 1 })
      .lean();
    return (await eachRow(due, (person) => ask(service, person))).more;
  },
});

async function ask(
  service: ServiceContext,
  { _id, tenant, erasureDueAt }: Pick<RowOf<typeof people>, '_id' | 'tenant' | 'erasureDueAt'>,
): Promise<void> {
  await service.transact({ tenant, user: _id, publishes: [erasureAsked] }, async (tx) => {
    const asFound = { _id, tenant, status: 'removed' as const, erasureDueAt };
    const { matchedCount } = await tx.model(people).updateOne(asFound, { $unset: { erasureDueAt: 1 } });
    if (matchedCount === 1) tx.publish(erasureAsked, { why: 'left', at: tx.now.getTime() });
  });
}
