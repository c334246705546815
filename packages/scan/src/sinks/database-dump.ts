import { freshText } from '../fresh-text.ts';
import { plantDocument, readDatabases } from '../read-databases.ts';
import type { Sink } from '../sink.ts';

/**
 * Every document of every collection of every database, as an administrator reads it, and the collections'
 * declarations. In the files these may be compressed. A planted mark is deep in a document of a separate database.
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
