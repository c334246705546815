import { type OperatorRoute, operatorRoute, type ServiceContext, type Tx } from '@crescendo/chassis';
import { erasureHoldRequest, erasureItem, erasureStepRequested, permanent } from '@crescendo/contracts';
import { readerOf } from '../erasures/begin-erasure.ts';
import { findErasure } from '../erasures/burn-down-show.ts';
import { answersOf, toItem } from '../erasures/burn-down-waits.ts';
import type { Erasure } from '../erasures/erasures.ts';
import { hold, holdOf, isAutomatic, release } from '../erasures/holds.ts';

type Change = (tx: Tx<typeof erasureStepRequested>, erasure: Erasure) => Promise<unknown>;

async function changed(service: ServiceContext, id: string, change: Change) {
  const { tenant } = await findErasure(service, id);
  const unit = { tenant, publishes: [erasureStepRequested], passesFence: true };
  // Read inside the transaction: of two simultaneous decisions, the later one sees the earlier.
  await service.transact(unit, async (tx) => change(tx, await findErasure(readerOf(tx), id)));
  const after = await findErasure(service, id);
  return toItem(after, { answers: await answersOf(service, [after]), now: service.clock.now() });
}

async function holdByHand(tx: Tx<typeof erasureStepRequested>, erasure: Erasure): Promise<void> {
  if (!isAutomatic(erasure))
    throw permanent('express-wish', 'Somebody requested this erasure, so it cannot be put on hold.');
  if (holdOf(erasure)) return;
  if (!(await hold(tx, erasure, 'operator')))
    throw permanent('too-late', `It can no longer be held: it is ${erasure.state}.`);
}

/** Operators hold and release, by name, the ends of customers that nobody requested. */
export const erasureHoldRoutes: readonly OperatorRoute[] = [
  operatorRoute({
    method: 'post',
    path: '/erasures/hold',
    from: ['gateway'],
    body: erasureHoldRequest,
    response: erasureItem,
    async handle({ body: { id }, caller: { operator }, service }) {
      const item = await changed(service, id, holdByHand);
      service.log.warn({ erasure: id, tenant: item.tenant, operator }, 'an operator holds the end of a customer');
      return item;
    },
  }),
  operatorRoute({
    method: 'post',
    path: '/erasures/release',
    from: ['gateway'],
    body: erasureHoldRequest,
    response: erasureItem,
    async handle({ body: { id }, caller: { operator }, service }) {
      const item = await changed(service, id, release);
      service.log.warn({ erasure: id, tenant: item.tenant, operator }, 'an operator lets the end of a customer go on');
      return item;
    },
  }),
];
