import { route } from '@crescendo/chassis';
import { homePartRequest, homePartResponse } from '@crescendo/contracts';
import { openErasureOf } from '../erasures/begin-erasure.ts';
import type { Erasure } from '../erasures/erasures.ts';
import { type DeletionState, yourDataBlocks } from '../slack/your-data.ts';

/** Our part of App Home: a person can have their data deleted, and take that back. */
export const homeRoute = ({ coolingOffHours }: { coolingOffHours: number }) =>
  route({
    method: 'post',
    path: '/home',
    from: ['gateway'],
    body: homePartRequest,
    response: homePartResponse,
    async handle({ body: { user }, caller: { tenant }, service }) {
      const open = await openErasureOf(service, { tenant, user });
      return { blocks: yourDataBlocks(open ? stateOf(open) : { kind: 'not-asked', coolingOffHours }) };
    },
  });

/** When the customer left, none of its people can take that back. */
function stateOf({ scope, state, graceUntil }: Erasure): DeletionState {
  return scope === 'person' && state === 'requested' ? { kind: 'asked', until: graceUntil } : { kind: 'under-way' };
}
