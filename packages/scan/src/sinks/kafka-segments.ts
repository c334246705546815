import { CompressionTypes } from 'kafkajs';
import { plantRecord } from '../plant-record.ts';
import type { Sink } from '../sink.ts';
import { filesIn } from './files.ts';

/** The raw bytes of a broker's files, including segments. A planted mark is in an uncompressed record. */
export const kafkaSegments = (brokers: string, dataDir: string): Sink => ({
  ...filesIn('kafka files', dataDir),
  plant: (text) => plantRecord(brokers, { text, compression: CompressionTypes.None }),
});
