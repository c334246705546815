import type { Collection } from '@crescendo/chassis';
import { fieldsOf } from '@crescendo/contracts';
import { ownerField } from '../../packages/chassis/src/store/owner.ts';
import type { Sources } from './data-map-fields.ts';
import { markdownTable } from './markdown-table.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

function after(seconds: number): string {
  if (seconds === 0) return 'at';
  const [count, unit] = seconds % DAY === 0 ? [seconds / DAY, 'day'] : [seconds / HOUR, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'} after`;
}

const named = (fields: readonly string[]) => fields.map((field) => `\`${field}\``).join(', ');

function rowsAreOf({ schema }: Collection): 'person' | 'customer' | undefined {
  if (ownerField(schema, 'user')) return 'person';
  return ownerField(schema, 'tenant') ? 'customer' : undefined;
}

/** When a row expires by itself. */
const expiryOf = ({ indexes }: Collection): string[] =>
  indexes.flatMap(({ fields, expireAfterSeconds: seconds }) =>
    seconds === undefined ? [] : [`${after(seconds)} ${named(Object.keys(fields))}`],
  );

function rowsGo(collection: Collection): string {
  const { kept, archived } = collection;
  const expiry = expiryOf(collection).join(', ');
  if (kept !== undefined) return `${expiry || 'stay'}: ${kept}`;
  const whose = rowsAreOf(collection);
  const withThem = whose && `with the ${whose}${archived.length > 0 ? ` (archived: ${named(archived)})` : ''}`;
  return [expiry, withThem].filter(Boolean).join(', or ') || 'with nobody';
}

function row(owner: string, collection: Collection): string[] {
  const inClear = fieldsOf(collection.schema).flatMap(({ path, tag }) => (tag?.class === 'plain' ? [path] : []));
  const whose = rowsAreOf(collection);
  return [`\`${collection.name}\``, owner, whose ? `a ${whose}` : 'nobody', named(inClear) || '–', rowsGo(collection)];
}

/** Every collection of every database: whom its rows are about, what they hold in clear, and when they are deleted. */
export function collectionsTable({ services, shared }: Pick<Sources, 'services' | 'shared'>): string {
  const rows = [
    ...services.flatMap(({ name, collections }) => collections.map((each) => row(name, each))),
    ...shared.map((each) => row('every service', each)),
  ];
  return markdownTable(['collection', 'of', 'rows are about', 'in clear, beside ids', 'rows go'], rows);
}
