import { type Job, job } from '@crescendo/chassis';
import type { ErasureState } from '@crescendo/contracts';
import { askProgress, burnDowns, recordProgress } from './burn-down.ts';
import { type Erasure, endStates, erasures, statesBut } from './erasures.ts';

/** The identity with which this service asks the others for their progress. */
const OPERATOR = 'purge';

/** While the number of rows falls. */
const moving: ReadonlySet<ErasureState> = new Set(['erasing', 'settling', 'verifying']);

/** Counting costs the databases time, so each second of counting is followed by a pause, up to a limit. */
const PAUSE_TIMES = 20;
const PAUSE_AT_MOST_MS = 30_000;

/**
 * Counts the rows that services have left of erasures under way: once after the fence, then repeatedly while the number
 * falls.
 */
export function measureBurnDown(): Job {
  let notBefore = 0;
  return job({
    name: 'measure-burn-down',
    every: 4_000,
    async run({ now, service, eachRow }) {
      if (now.getTime() < notBefore) return;
      const open = await service
        .model(erasures)
        .find({ state: { $in: statesBut('requested', 'waiting-for-intake-keys', ...endStates) } })
        .lean<Erasure[]>();
      const began = service.clock.elapsed();
      await eachRow(open, async (erasure) => {
        const { _id, state } = erasure;
        if (!moving.has(state) && (await service.model(burnDowns).exists({ erasure: _id }))) return;
        const progress = await askProgress(service, erasure, OPERATOR);
        await recordProgress(service, _id, { progress, now });
      });
      const took = service.clock.elapsed() - began;
      notBefore = now.getTime() + Math.min(PAUSE_AT_MOST_MS, took * PAUSE_TIMES);
      await service.model(burnDowns).deleteMany({ erasure: { $nin: open.map(({ _id }) => _id) } });
    },
  });
}
