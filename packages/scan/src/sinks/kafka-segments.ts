import { CompressionTypes } from 'kafkajs';
import { plantRecord } from '../plant-record.ts';
import type { Sink } from '../sink.ts';
import { filesIn } from './files.ts';

/** Raw bytes of a broker's files, segments among them. A planted mark is in a record that is not compressed. */
export const kafkaSegments = (brokers: string, dataDir: string): Sink => ({
  ...filesIn('kafka files', dataDir),
  plant: (text) => plantRecord(brokers, { text, compression: CompressionTypes.None }),
});
