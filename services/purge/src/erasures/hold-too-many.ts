import type { ServiceContext } from '@crescendo/chassis';
import { erasureStepRequested } from '@crescendo/contracts';
import { mostEnds, toBeHeld } from './breaker.ts';
import { type Erasure, erasures } from './erasures.ts';
import { hold, isAutomatic } from './holds.ts';

/** Every erasure that is not overdue was requested within this time. */
const LOOK_BACK_MS = 7 * 86_400_000;

export type Breaker = {
  /** How many customers may always end within an hour without a request; of many customers, one in a hundred may. */
  endsPerHour: number;
  /** How many customers there are. */
  customers(service: ServiceContext): Promise<number>;
};

/**
 * Holds the ends of customers when too many would fall within an hour, before any of them advances. Resolves to the
 * ones that may go on.
 */
export async function holdTooMany(
  service: ServiceContext,
  open: readonly Erasure[],
  { endsPerHour, customers }: Breaker,
): Promise<Erasure[]> {
  if (!open.some((each) => isAutomatic(each) && each.state === 'requested')) return [...open];
  const now = service.clock.now();
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  const lately = await service
    .model(erasures)
    .find({ scope: 'tenant', requestedAt: { $gte: since } })
    .lean<Erasure[]>();
  const known = new Map([...lately, ...open].map((each) => [each._id, each]));
  const most = mostEnds({ customers: await customers(service), atLeast: endsPerHour });
  const held = toBeHeld([...known.values()], { most, now });
  for (const erasure of held) {
    const { _id, tenant } = erasure;
    const unit = { tenant, publishes: [erasureStepRequested], passesFence: true };
    await service.transact(unit, (tx) => hold(tx, erasure, 'breaker'));
    service.log.error({ erasure: _id, tenant, most }, 'more customers than usual would end: this one is on hold');
  }
  const heldNow = new Set(held.map(({ _id }) => _id));
  return open.filter(({ _id }) => !heldNow.has(_id));
}
