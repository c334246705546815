import { on } from '@crescendo/chassis';
import { deliveriesDropped } from '@crescendo/contracts';
import { readAgainSoon } from '../roster-syncs.ts';

/** Slack left out events, and nobody knows which: has the roster read again soon, once for many such minutes. */
export const onDeliveriesDropped = on(deliveriesDropped, {
  async handle(_event, tx) {
    await readAgainSoon(tx);
  },
});
