import { AsyncLocalStorage } from 'node:async_hooks';
import { erasureStepRows } from '../../../../packages/chassis/src/erasure/step-rows.ts';
import { fences } from '../../../../packages/chassis/src/fences/fences.ts';
import type { Store } from '../../../../packages/chassis/src/store/store.ts';
import { withModel } from '../../../../packages/chassis-testing/src/bus/altered-store.ts';
import type { Points } from './points.ts';
import { notes } from './toys.ts';

type Filter = { _id?: string; tenant?: string; user?: string; status?: string };
const isFilter = (value: unknown): value is Filter => typeof value === 'object' && value !== null;

/** A store with those points that lie within the chassis. */
export function caughtStore(real: Store, points: Points): Store {
  /** The fences that the current transaction sets. */
  const underWay = new AsyncLocalStorage<string[]>();

  const withFences = withModel(real, fences, (model) => ({
    updateOne(...asked: Parameters<typeof model.updateOne>) {
      const [filter] = asked;
      if (isFilter(filter) && filter._id !== undefined) underWay.getStore()?.push(filter._id);
      return model.updateOne(...asked);
    },
  }));
  const store = withModel(withFences, erasureStepRows, (model) => ({
    async updateOne(...asked: Parameters<typeof model.updateOne>) {
      const [filter] = asked;
      if (isFilter(filter) && filter.status === 'asked' && filter._id?.endsWith('/erase'))
        await points.reached('before the answer', [filter._id.split('/', 1)[0]]);
      return await model.updateOne(...asked);
    },
  }));
  return {
    ...store,
    async deleteAll(collection, filter, options) {
      await store.deleteAll(collection, filter, options);
      if (collection.name === notes.name && isFilter(filter))
        await points.reached('between two collections', [filter.tenant, filter.user]);
    },
    async transaction(work, terms) {
      const set: string[] = [];
      const result = await store.transaction(
        (session) =>
          underWay.run(set, async () => {
            set.length = 0;
            const done = await work(session);
            if (set.length > 0) await points.reached('before the fence commits', set);
            return done;
          }),
        terms,
      );
      if (set.length > 0) await points.reached('after the fence has committed', set);
      return result;
    },
  };
}
