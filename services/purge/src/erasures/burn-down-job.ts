import { type Job, job } from '@crescendo/chassis';
import type { ErasureState } from '@crescendo/contracts';
import { askProgress, burnDowns, recordProgress } from './burn-down.ts';
import { type Erasure, endStates, erasures } from './erasures.ts';

/** As whom this service asks the others how far they are. */
const OPERATOR = 'purge';

/** While rows disappear. */
const moving: ReadonlySet<ErasureState> = new Set(['erasing', 'settling', 'verifying']);

/** Counting costs the databases something, so for every second of it there is a while without, but not too long a one. */
const PAUSE_TIMES = 20;
const PAUSE_AT_MOST_MS = 30_000;

/** Counts what services have left of erasures under way: once behind the fence, and again and again while it gets less. */
export function measureBurnDown(): Job {
  let notBefore = 0;
  return job({
    name: 'measure-burn-down',
    every: 4_000,
    async run({ now, service, eachRow }) {
      if (now.getTime() < notBefore) return;
      const open = await service
        .model(erasures)
        .find({ state: { $nin: ['requested', 'waiting-for-intake-keys', ...endStates] } })
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
