import { freshText } from '../fresh-text.ts';
import { plantDocument } from '../read-databases.ts';
import type { Sink } from '../sink.ts';
import { filesIn } from './files.ts';

/**
 * Raw bytes of a database's files, journal included. Tables are compressed, so this sees a part only, and the dump is what
 * counts. A planted mark is in a document too small for the journal to compress.
 */
export const databaseFiles = (adminUri: string, dataDir: string): Sink => ({
  ...filesIn('database files', dataDir),
  plant: (text) => plantDocument(adminUri, `scan_${freshText()}`, { line: text }),
});
