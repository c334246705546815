import type { Collection } from '@crescendo/chassis/src/store/collection.ts';
import type { Index } from '@crescendo/chassis/src/store/indexes.ts';

type Filter = Readonly<Record<string, unknown>>;

/** A query, as far as indexes matter for it. */
export type Query = {
  filter: Filter;
  sort?: Index['fields'];
  /** Whether it reads a limited number of rows. */
  limited?: boolean;
};

const EQUAL = new Set(['$eq', '$in']);
const RANGE = new Set(['$gt', '$gte', '$lt', '$lte']);

const operatorsOf = (condition: unknown): string[] =>
  condition !== null && typeof condition === 'object' && condition.constructor === Object
    ? Object.keys(condition).filter((key) => key.startsWith('$'))
    : [];

/** How an index can use a condition: as equality or as a range. Undefined: not at all, as for negations. */
function kindOf(condition: unknown): 'equality' | 'range' | undefined {
  if (condition === undefined || condition instanceof RegExp) return undefined;
  const operators = operatorsOf(condition);
  if (operators.length === 0 || operators.some((each) => EQUAL.has(each))) return 'equality';
  return operators.some((each) => RANGE.has(each)) ? 'range' : undefined;
}

/** Whether an index on one of these fields finds every matching row. */
function isFoundBy(leading: ReadonlySet<string>, filter: Filter): boolean {
  return Object.entries(filter).some(([field, condition]) => {
    const parts = condition as Filter[];
    if (field === '$and') return parts.some((part) => isFoundBy(leading, part));
    if (field === '$or') return parts.every((part) => isFoundBy(leading, part));
    return leading.has(field) && kindOf(condition) !== undefined;
  });
}

/**
 * Whether a declared index serves a query: the filter narrows down the index's first field, or the query reads a
 * limited number of rows in the index's order. Collections that stay small need no index.
 */
export function isServed({ indexes, small }: Collection, { filter, sort = {}, limited = false }: Query): boolean {
  if (small !== undefined) return true;
  const first = (fields: Index['fields']) => Object.keys(fields)[0] ?? '';
  const leading = new Set(['_id', ...indexes.map(({ fields }) => first(fields))]);
  return isFoundBy(leading, filter) || (limited && leading.has(first(sort)));
}

const conditionsOf = (filter: Filter): [field: string, condition: unknown][] =>
  Object.entries(filter).flatMap(([field, condition]) =>
    field === '$and' || field === '$or' ? (condition as Filter[]).flatMap(conditionsOf) : [[field, condition] as const],
  );

/** Describes a query without its values, such as `tenant, at (range), sorted by at`. */
export function shapeOf({ filter, sort = {} }: Query): string {
  const fields = conditionsOf(filter).map(([field, condition]) => {
    const kind = kindOf(condition) ?? (operatorsOf(condition).join(' ') || 'any');
    return kind === 'equality' ? field : `${field} (${kind})`;
  });
  const order = Object.keys(sort);
  return `${fields.join(', ') || 'nothing'}${order.length > 0 ? `, sorted by ${order.join(', ')}` : ''}`;
}

/**
 * The index that would serve a query: fields with equality first, then the sort order, then ranges. Undefined if there
 * is none.
 */
export function indexFor({ filter, sort = {} }: Query): Index['fields'] | undefined {
  const by = (kind: string) => conditionsOf(filter).flatMap(([field, of]) => (kindOf(of) === kind ? [field] : []));
  const equal = Object.fromEntries(by('equality').map((field) => [field, 1 as const]));
  const range = Object.fromEntries(by('range').map((field) => [field, 1 as const]));
  const fields = { ...equal, ...sort, ...range };
  return Object.keys(fields).length > 0 ? fields : undefined;
}
