import { erasureProgressRequest, erasureProgressResponse } from '@crescendo/contracts';
import { operatorRoute } from '../http/route.ts';
import type { Collection } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import { countRows } from './erase-rows.ts';

/** How many rows of a scope this service still has: an erasure's burn-down is made of these counts. */
export const erasureProgressRoute = ({ store, collections }: { store: Store; collections: readonly Collection[] }) =>
  operatorRoute({
    method: 'post',
    path: '/erasure/progress',
    from: ['purge'],
    body: erasureProgressRequest,
    response: erasureProgressResponse,
    async handle({ body: { tenant, user } }) {
      let left = 0;
      for (const collection of collections) left += await countRows(store, collection, { tenant, user });
      return { left };
    },
  });
