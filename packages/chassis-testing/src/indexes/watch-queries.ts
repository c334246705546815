import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { relative, resolve } from 'node:path';
import type { Collection } from '@crescendo/chassis/src/store/collection.ts';
import type { Index } from '@crescendo/chassis/src/store/indexes.ts';
import { type OpenedStore, storeOpened } from '@crescendo/chassis/src/store/store.ts';
import { indexFor, isServed, type Query, shapeOf } from './served.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const FRAMES = 30;
/** Code of tests and of simulators, whose queries are not checked. */
const OF_TESTS = /^tests\/|\.test\.ts:|\/testing\/|^packages\/chassis-testing\//;
const ASKING = [
  ...['find', 'findOne', 'findById', 'exists', 'distinct', 'countDocuments', 'aggregate', 'bulkWrite'],
  ...['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'],
  ...['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'],
];

type Filter = Record<string, unknown>;
/** A Mongoose query or aggregation that is still being built. */
type Pending =
  | { op: string; getFilter(): Filter; getOptions(): { sort?: Index['fields']; limit?: number } }
  | { pipeline(): { $match?: Filter }[] };

function queryOf(pending: Pending): Query {
  if ('pipeline' in pending) return { filter: pending.pipeline()[0]?.$match ?? {} };
  const { sort, limit } = pending.getOptions();
  const limited = limit !== undefined || pending.op.startsWith('findOne');
  return { filter: pending.getFilter(), limited, ...(sort && { sort }) };
}

/** The calling place in the project, as `file:line`. */
function caller(): string | undefined {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const stack = new Error('to see who asks').stack ?? '';
  Error.stackTraceLimit = before;
  for (const [, file = '', line] of stack.matchAll(/(\/[^\s():]+\.ts):(\d+)/g)) {
    const path = relative(ROOT, file);
    if (path.startsWith('..') || path.includes('node_modules') || resolve(file) === import.meta.filename) continue;
    return `${path}:${line}`;
  }
  return undefined;
}

function sentence(at: string, collection: Collection, query: Query): string {
  const index = indexFor(query);
  const add = index ? `Add the index { fields: ${JSON.stringify(index)} } to it, ask otherwise,` : 'Ask otherwise,';
  return `${at} asks ${collection.name} by ${shapeOf(query)}, which no index of it serves. ${add} or declare with \`small\` why it stays small.`;
}

const filterOf = (operation: object): Filter =>
  Object.values(operation as Record<string, { filter?: Filter }>)[0]?.filter ?? { _id: 'an insert' };

/**
 * Reports, as a sentence, each query that no declared index of its collection serves: in all stores opened from now on,
 * for queries of services and the chassis, not of tests.
 *
 * @param options.asks whether to check queries from a place (`file:line`)
 * @returns a function that stops watching stores opened later
 */
export function watchQueries(
  tell: (sentence: string) => void,
  { asks = (at: string) => !OF_TESTS.test(at) } = {},
): () => void {
  function watch({ store, collections }: OpenedStore): void {
    const look = (at: string | undefined, collection: Collection, query: Query) => {
      if (at !== undefined && asks(at) && !isServed(collection, query)) tell(sentence(at, collection, query));
    };

    /** Checks a query when it runs, with everything added to it until then. */
    function lookLater(at: string | undefined, collection: Collection, pending: Pending): void {
      for (const method of ['exec', 'cursor']) {
        const ask = Reflect.get(pending, method);
        Reflect.set(pending, method, (...given: unknown[]) => {
          look(at, collection, queryOf(pending));
          return Reflect.apply(ask, pending, given);
        });
      }
    }

    for (const collection of collections) {
      const model = store.model(collection);
      for (const method of ASKING) {
        const ask = Reflect.get(model, method);
        Reflect.set(model, method, function asked(this: unknown, ...given: unknown[]) {
          const at = caller();
          const answer = Reflect.apply(ask, this, given);
          if (method !== 'bulkWrite') lookLater(at, collection, answer as Pending);
          else for (const operation of given[0] as object[]) look(at, collection, { filter: filterOf(operation) });
          return answer;
        });
      }
    }
    const { updateAll, deleteAll } = store;
    store.updateAll = (collection, filter, change) => {
      look(caller(), collection, { filter: filter as Filter });
      return updateAll(collection, filter, change);
    };
    store.deleteAll = (collection, filter, options) => {
      look(caller(), collection, { filter });
      return deleteAll(collection, filter, options);
    };
  }

  const hear = (opened: unknown) => watch(opened as OpenedStore);
  subscribe(storeOpened.name, hear);
  return () => void unsubscribe(storeOpened.name, hear);
}
