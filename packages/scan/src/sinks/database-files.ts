import { freshText } from '../fresh-text.ts';
import { plantDocument } from '../read-databases.ts';
import type { Sink } from '../sink.ts';
import { filesIn } from './files.ts';

/**
 * The raw bytes of a database's files, including its journal. Tables are compressed, so this sees only a part; the dump
 * counts. A planted mark is in a document that is too small for the journal to compress.
 */
export const databaseFiles = (adminUri: string, dataDir: string): Sink => ({
  ...filesIn('database files', dataDir),
  plant: (text) => plantDocument(adminUri, `scan_${freshText()}`, { line: text }),
});
