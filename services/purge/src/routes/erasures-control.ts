import { type OperatorRoute, operatorRoute, type ServiceContext, type Tx } from '@crescendo/chassis';
import {
  erasureCancelRequest,
  erasureItem,
  erasureRepeatRequest,
  erasureRepeatResponse,
  erasureStartRequest,
  erasureStartResponse,
  erasureStepRequested,
  permanent,
} from '@crescendo/contracts';
import { beginErasure, cancelErasure, readerOf } from '../erasures/begin-erasure.ts';
import { findErasure } from '../erasures/burn-down-show.ts';
import { answersOf, toItem } from '../erasures/burn-down-waits.ts';
import type { Erasure } from '../erasures/erasures.ts';
import { isAutomatic } from '../erasures/holds.ts';
import { repeatErasures } from '../erasures/repeat-erasures.ts';
import { TenantKeys } from '../keys/tenant-keys.ts';

async function itemOf(service: ServiceContext, erasure: Erasure) {
  return toItem(erasure, { answers: await answersOf(service, [erasure]), now: service.clock.now() });
}

/**
 * An operator can take back an unrequested end until its keys are destroyed, and a requested one until it is fenced.
 */
const takeBack = (tx: Tx<typeof erasureStepRequested>, erasure: Erasure): Promise<boolean> =>
  cancelErasure(tx, erasure, { evenFenced: isAutomatic(erasure) });

/** Operators may have a customer erased, and take that back while nothing is erased yet. */
export const erasureControlRoutes = ({ graceHours }: { graceHours: number }): OperatorRoute[] => [
  operatorRoute({
    method: 'post',
    path: '/erasures/start',
    from: ['gateway'],
    body: erasureStartRequest,
    response: erasureStartResponse,
    async handle({ body: { id, tenant, grace }, caller: { operator }, service }) {
      // A tenant that never had a key never had personal data here: the id is a mistake.
      if (!(await service.model(TenantKeys).exists({ _id: tenant })))
        throw permanent('not-found', 'There is no such customer.');
      const unit = { tenant, publishes: [erasureStepRequested], passesFence: true };
      const erasure = await service.transact(unit, (tx) =>
        beginErasure(tx, {
          ...{ id, tenant, why: 'ended-by-operator', requestedAt: tx.now, askedBy: operator },
          graceHours: grace === 'none' ? 0 : graceHours,
        }),
      );
      const begun = erasure._id === id;
      service.log.warn({ erasure: erasure._id, tenant, operator, begun }, 'an operator has a customer erased');
      return { begun, erasure: await itemOf(service, erasure) };
    },
  }),
  operatorRoute({
    method: 'post',
    path: '/erasures/cancel',
    from: ['gateway'],
    body: erasureCancelRequest,
    response: erasureItem,
    async handle({ body: { id }, caller: { operator }, service }) {
      const erasure = await findErasure(service, id);
      const { tenant, scope } = erasure;
      if (scope === 'person') throw permanent('for-the-person', 'Only the person can take this back, in Slack.');
      const unit = { tenant, publishes: [erasureStepRequested], passesFence: true };
      const cancelled = await service.transact(unit, async (tx) => takeBack(tx, await findErasure(readerOf(tx), id)));
      const after = await findErasure(service, id);
      if (after.state !== 'cancelled')
        throw permanent(
          'too-late',
          `It can no longer be taken back: ${after.shreddingAt ? 'its keys are destroyed' : `it is ${after.state}`}.`,
        );
      if (cancelled) service.log.warn({ erasure: id, tenant, operator }, 'an operator took an erasure back');
      return await itemOf(service, after);
    },
  }),
  operatorRoute({
    method: 'post',
    path: '/erasures/repeat',
    from: ['gateway'],
    body: erasureRepeatRequest,
    response: erasureRepeatResponse,
    async handle({ body: { since }, caller: { operator }, service }) {
      const repeated = await repeatErasures(service, new Date(since));
      service.log.warn({ repeated, since, operator }, 'erasures are repeated after a restore');
      return { repeated };
    },
  }),
];
