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
    async run({ service, signal }) {
      const open = await service
        .model(erasures)
        .find({ state: { $nin: [...endStates] } })
        .sort({ since: 1 })
        .lean<Erasure[]>();
      const failures: unknown[] = [];
      let moved = false;
      for (const erasure of await holdTooMany(service, open, coordination.breaker)) {
        if (signal.aborted) return;
        try {
          moved = (await advanceErasure(service, erasure, coordination)) || moved;
        } catch (error) {
          service.log.warn({ err: error, erasure: erasure._id, state: erasure.state }, 'an erasure could not go on');
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return moved;
    },
  });
