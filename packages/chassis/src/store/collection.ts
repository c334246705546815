import {
  type Clear,
  fieldsOf,
  type Opened,
  type SealedKey,
  type SealedTag,
  sealedFields,
  tagOf,
  untaggedFields,
} from '@crescendo/contracts';
import type { Model } from 'mongoose';
import type { z } from 'zod';
import type { Index } from './indexes.ts';
import { whyNotErasable } from './owner.ts';

/** A collection of a service. Its model, validator, indexes and data map derive from this value. */
export type Collection<Row = unknown> = {
  name: string;
  schema: z.ZodObject;
  indexes: readonly Index[];
  sealed: ReadonlyMap<string, SealedTag>;
  /** Why its rows outlive the person or customer they are about; undefined: they are erased. */
  kept: string | undefined;
  /** Why it stays small, so queries may read all of it; undefined: each query needs an index. */
  small: string | undefined;
  /** Fields that go into the archive when a customer is erased. None is personal. */
  archived: readonly string[];
  /** For the compiler only: the shape of a stored row. */
  row?: Row;
};

/** A stored row, with personal fields sealed. */
export type RowOf<C> = C extends Collection<infer Row> ? Row : never;
/** A row with all fields in clear. */
export type ClearOf<C> = Clear<RowOf<C>>;
/** A row in clear, or the part that changes, with the fields that say whose it is. */
export type PartOf<C> = Partial<ClearOf<C>> & { _id: string; tenant: string };
export type SealedPart<C, R> = Pick<RowOf<C>, keyof R & keyof RowOf<C>>;
export type OpenedRow<C, K> = Opened<RowOf<C>, K>;
export type SealedFieldOf<C> = SealedKey<RowOf<C>>;
export type ModelOf<C> = Model<RowOf<C>>;

/**
 * Declares a collection. Throws when its name is not in camelCase, when a field has no tag, when a sealed field is not
 * at the top level (it is sealed as a whole), when rows with a person's fields do not say whose they are, when personal
 * data would outlive its person, or when no index finds the rows of a customer or person to erase.
 */
export function collection<Shape extends z.ZodRawShape>(definition: {
  name: string;
  schema: z.ZodObject<Shape>;
  indexes?: readonly Index[];
  /**
   * Why its rows stay when their customer or person is erased; only for collections without personal fields. Rows of
   * other collections are erased by their fields `tenant` and `user`, or by an `_id` that is either id.
   */
  kept?: string;
  /**
   * Why its rows stay few, however many customers and people there are; only for collections that are read as a whole
   * or without an index.
   */
  small?: string;
  /** Plain fields that are archived for contract, audit and law when a customer is erased. */
  archived?: readonly (string & keyof Shape)[];
}): Collection<z.output<z.ZodObject<Shape>>> {
  const { name, schema, indexes = [], kept, small, archived = [] } = definition;
  if (!/^[a-z]+([A-Z][a-z]+)*$/.test(name)) throw new Error(`collection ${name} must be named in camelCase`);
  const untagged = untaggedFields(schema);
  if (untagged.length > 0) throw new Error(`collection ${name} has untagged fields: ${untagged.join(', ')}`);
  const sealed = sealedFields(schema);
  for (const [path, tag] of sealed) {
    if (/[.[]/.test(path)) throw new Error(`collection ${name}: ${path} must be sealed at the top of the row`);
    const owner = tag.subject === 'user' ? ['tenant', 'user'] : ['tenant'];
    for (const field of owner)
      if (!(field in schema.shape)) throw new Error(`collection ${name}: ${path} is sealed but rows have no ${field}`);
  }
  if (kept !== undefined) {
    const personal = fieldsOf(schema).find(({ tag }) => tag && tag.class !== 'opaque' && tag.class !== 'plain');
    if (personal) throw new Error(`collection ${name} is kept, so it can't have the personal field ${personal.path}`);
  }
  for (const field of archived)
    if (tagOf(schema.shape[field] as z.ZodType)?.class !== 'plain')
      throw new Error(`collection ${name}: ${field} is not plain, so it can't be archived`);
  if (!('_id' in schema.shape)) throw new Error(`collection ${name} needs an _id`);
  const why = kept === undefined ? whyNotErasable(schema, indexes) : undefined;
  if (why !== undefined) throw new Error(`collection ${name}: ${why}`);
  return { name, schema, indexes, sealed, kept, small, archived };
}
