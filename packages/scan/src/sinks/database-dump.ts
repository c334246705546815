import { freshText } from '../fresh-text.ts';
import { plantDocument, readDatabases } from '../read-databases.ts';
import type { Sink } from '../sink.ts';

/**
 * Every document of every collection of every database as an administrator reads it, and how collections are declared: in
 * the files they may be compressed. A planted mark is deep in a document in a database of its own.
 */
export function databaseDump(adminUri: string): Sink {
  return {
    name: 'database dump',
    async *read() {
      for await (const { database, collection, document, bytes } of readDatabases(adminUri)) {
        yield { place: `${database}.${collection}/${document._id}`, bytes };
      }
    },
    plant: (text) => plantDocument(adminUri, `scan_${freshText()}`, { list: [{ careless: { line: text } }] }),
  };
}
