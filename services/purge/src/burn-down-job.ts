import { job } from '@crescendo/chassis';
import type { ErasureState } from '@crescendo/contracts';
import { askProgress, burnDowns, recordProgress } from './burn-down.ts';
import { type Erasure, endStates, erasures } from './erasures.ts';

/** As whom this service asks the others how far they are. */
const OPERATOR = 'purge';

/** While rows disappear. */
const moving: ReadonlySet<ErasureState> = new Set(['erasing', 'settling', 'verifying']);

/** Counts what services have left of erasures under way: once behind the fence, and again and again while it gets less. */
export const measureBurnDown = job({
  name: 'measure-burn-down',
  every: 4_000,
  async run({ now, service, signal }) {
    const open = await service
      .model(erasures)
      .find({ state: { $nin: ['requested', 'waiting-for-intake-keys', ...endStates] } })
      .lean<Erasure[]>();
    for (const erasure of open) {
      if (signal.aborted) return;
      const { _id } = erasure;
      if (!moving.has(erasure.state) && (await service.model(burnDowns).exists({ erasure: _id }))) continue;
      const progress = await askProgress(service, erasure, OPERATOR);
      await recordProgress(service, _id, { progress, now });
    }
    await service.model(burnDowns).deleteMany({ erasure: { $nin: open.map(({ _id }) => _id) } });
  },
});
