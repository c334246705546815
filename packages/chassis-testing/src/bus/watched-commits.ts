import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import type { About } from './toys.ts';

/**
 * Runs for each event when its handler has done its work and the transaction is about to commit. It may wait or throw.
 */
export type BeforeCommit = (about: About) => Promise<void>;

/** Runs `beforeCommit` before the commit of each transaction in which `handled` was called. */
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
