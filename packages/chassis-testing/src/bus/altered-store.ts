import { AsyncLocalStorage } from 'node:async_hooks';
import type { Collection, ModelOf } from '@crescendo/chassis/src/store/collection.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';

/** The store with an altered model for one collection; the original store stays as it is. */
export function withModel<C extends Collection>(
  store: Store,
  altered: C,
  alter: (model: ModelOf<C>) => Partial<Record<keyof ModelOf<C>, unknown>>,
): Store {
  const model = store.model(altered);
  const instead = overriding(model, alter(model));
  return {
    ...store,
    model: (asked) => (asked.name === altered.name ? instead : store.model(asked)) as ModelOf<typeof asked>,
  };
}

/** The object with some members replaced. */
export const overriding = <T extends object>(target: T, members: Partial<Record<keyof T, unknown>>): T =>
  new Proxy(target, {
    get: (of, member) => (Object.hasOwn(members, member) ? Reflect.get(members, member) : Reflect.get(of, member, of)),
  });

/** Members of a model that finds nothing and stores nothing. */
export function forgetful<C extends Collection>(model: ModelOf<C>): Partial<Record<keyof ModelOf<C>, unknown>> {
  const nothing = { _id: 'nothing' };
  return {
    exists: () => model.exists(nothing),
    find: () => model.find(nothing),
    findOne: () => model.findOne(nothing),
    findById: () => model.findById(nothing._id),
    distinct: () => model.distinct('_id', nothing),
    create: async () => [],
    insertMany: async () => [],
  };
}

/** Runs work outside the current transaction: its model calls do not join it. */
export const outsideOfTransactions = AsyncLocalStorage.snapshot();
