import { type Job, job } from '@crescendo/chassis';
import { advanceErasure, type Coordination } from '../erasures/advance-erasure.ts';
import { type Erasure, endStates, erasures } from '../erasures/erasures.ts';
import { type Breaker, holdTooMany } from '../erasures/hold-too-many.ts';

/**
 * Takes every erasure that is under way as far as it can go, unless too many customers would end at once; one that fails
 * stops no other.
 */
export const advanceErasures = (coordination: Coordination & { breaker: Breaker }): Job =>
  job({
    name: 'advance-erasures',
    every: 1_000,
    async run({ service, eachRow }) {
      const open = await service
        .model(erasures)
        .find({ state: { $nin: [...endStates] } })
        .sort({ since: 1 })
        .lean<Erasure[]>();
      let moved = false;
      await eachRow(await holdTooMany(service, open, coordination.breaker), async (erasure) => {
        moved = (await advanceErasure(service, erasure, coordination)) || moved;
      });
      return moved;
    },
  });
