import { on } from '@crescendo/chassis';
import { deliveriesDropped } from '@crescendo/contracts';
import { readAgainSoon } from '../roster-syncs.ts';

/** Slack left out events, and nobody knows which: the roster is read anew, soon and once for many such minutes. */
export const onDeliveriesDropped = on(deliveriesDropped, {
  async handle(_event, tx) {
    await readAgainSoon(tx);
  },
});
