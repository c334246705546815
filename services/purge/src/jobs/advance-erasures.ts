import { type Job, job, type ServiceContext } from '@crescendo/chassis';
import { advanceErasure, type Coordination } from '../erasures/advance-erasure.ts';
import { type Erasure, erasures, openStates } from '../erasures/erasures.ts';
import { type Breaker, holdTooMany } from '../erasures/hold-too-many.ts';
import { isAutomatic } from '../erasures/holds.ts';

/**
 * Advances every erasure under way as far as it can go, unless too many customers would end at once. One that fails
 * stops no other.
 */
export const advanceErasures = (coordination: Coordination & { breaker: Breaker }): Job =>
  job({
    name: 'advance-erasures',
    every: 1_000,
    async run({ service, eachRow }) {
      const open = await service
        .model(erasures)
        .find({ state: { $in: [...openStates] } })
        .sort({ since: 1 })
        .lean<Erasure[]>();
      let moved = false;
      await eachRow(await free(service, open, coordination.breaker), async (erasure) => {
        moved = (await advanceErasure(service, erasure, coordination)) || moved;
      });
      return moved;
    },
  });

/**
 * The erasures that may go on. While it is unknown how many customers would end, unrequested ends wait and all others
 * go on.
 */
async function free(service: ServiceContext, open: readonly Erasure[], breaker: Breaker): Promise<Erasure[]> {
  try {
    return await holdTooMany(service, open, breaker);
  } catch (error) {
    service.log.error({ err: error }, 'it cannot be told whether too many customers would end: those ends wait');
    return open.filter((erasure) => !(isAutomatic(erasure) && erasure.state === 'requested'));
  }
}
