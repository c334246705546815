import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import type { About } from './toys.ts';

/** Happens for each event when its handler has done its work and all is about to be committed: it may wait, or throw. */
export type BeforeCommit = (about: About) => Promise<void>;

/** Has something happen before the commits of those transactions in which `handled` was called. */
export function watchedCommits(beforeCommit: BeforeCommit) {
  const underWay = new AsyncLocalStorage<About[]>();
  return {
    handled: (about: About) => void underWay.getStore()?.push(about),
    watch: (store: Store): Store => ({
      ...store,
      transaction: (work, terms) =>
        store.transaction(
          (session) =>
            underWay.run([], async () => {
              const result = await work(session);
              for (const about of underWay.getStore() ?? []) await beforeCommit(about);
              return result;
            }),
          terms,
        ),
    }),
  };
}
