import { byteSearch } from './byte-search.ts';
import { formsOf } from './marks.ts';
import { readDatabases, type StoredDocument } from './read-databases.ts';

/** A document that names somebody. */
export type Naming = StoredDocument & {
  /** Where it is: `database.collection/id`. */
  place: string;
  /** The ids in it. */
  ids: readonly string[];
};

/**
 * Whether a document is an entry of the log through which a database's replicas follow each other. The log holds every
 * write until newer ones overwrite it. Source: mongodb.com/docs/manual/core/replica-set-oplog.
 */
export const isLog = ({ database, collection }: Pick<StoredDocument, 'database' | 'collection'>): boolean =>
  database === 'local' && collection.startsWith('oplog.');

/**
 * Every document, in every database, that names one of the ids: in a key or a value at any depth, within a longer text,
 * or in any other readable form.
 */
export async function* documentsNaming(adminUri: string, ids: readonly string[]): AsyncIterable<Naming> {
  const forms = ids.flatMap((id) => formsOf({ name: id, value: id }));
  const occurring = byteSearch(forms.map(({ bytes }) => bytes));
  for await (const row of readDatabases(adminUri)) {
    const named = new Set([...occurring(row.bytes)].flatMap((index) => forms[index]?.mark.value ?? []));
    const place = `${row.database}.${row.collection}/${row.document._id}`;
    if (named.size > 0) yield { ...row, place, ids: [...named] };
  }
}
