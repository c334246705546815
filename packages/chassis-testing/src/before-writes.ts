import type { Collection, ModelOf } from '@crescendo/chassis/src/store/collection.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import { overriding } from './bus/altered-store.ts';

const WRITES = [
  'create',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
];

/**
 * Runs before a write, or before a transaction commits (`at` is `commit`). It can delay the write, or make it fail by
 * throwing.
 */
export type BeforeWrite = (at: string) => Promise<void> | void;

/** Wraps a store. `beforeWrites` sets a hook that runs before each write and commit; `undefined` removes it. */
export function withBeforeWrites(store: Store): { store: Store; beforeWrites(hook: BeforeWrite | undefined): void } {
  let before: BeforeWrite | undefined;

  function watched<C extends Collection>(collection: C): ModelOf<C> {
    const model = store.model(collection);
    const members = WRITES.map((method) => [
      method,
      async (...given: unknown[]) => {
        await before?.(`${collection.name}.${method}`);
        return await Reflect.apply(Reflect.get(model, method), model, given);
      },
    ]);
    return overriding(model, Object.fromEntries(members));
  }

  return {
    store: {
      ...store,
      model: (collection) => (before ? watched(collection) : store.model(collection)),
      transaction: (work, terms) =>
        store.transaction(async (session) => {
          const result = await work(session);
          await before?.('commit');
          return result;
        }, terms),
    },
    beforeWrites(hook) {
      before = hook;
    },
  };
}
