import { join } from 'node:path';
import type { Sink, Target } from './sink.ts';
import { databaseDump } from './sinks/database-dump.ts';
import { databaseFiles } from './sinks/database-files.ts';
import { filesIn } from './sinks/files.ts';
import { kafkaRecords } from './sinks/kafka-records.ts';
import { kafkaSegments } from './sinks/kafka-segments.ts';
import { spans } from './sinks/spans.ts';

/**
 * Every place in which a running system stores data. Not the simulators' state: they stand for other companies. We
 * cannot read the files of engines that somebody else runs, so for those there are only the records and the dump.
 */
export function sinksOf({ run, dir }: Target): Sink[] {
  const { kafka, mongodb, logs, traces } = run;
  const elsewhere = [kafka?.dataDir, mongodb?.dataDir, logs?.dir, join(dir, 'simulators')];
  return [
    ...(kafka ? [kafkaRecords(kafka.brokers)] : []),
    ...(kafka?.dataDir ? [kafkaSegments(kafka.brokers, kafka.dataDir)] : []),
    ...(mongodb ? [databaseDump(mongodb.uri)] : []),
    ...(mongodb?.dataDir ? [databaseFiles(mongodb.uri, mongodb.dataDir)] : []),
    ...(logs ? [filesIn('logs', logs.dir)] : []),
    filesIn('other files', dir, { except: elsewhere.filter((path) => path !== undefined) }),
    ...(traces ? [spans(traces.url)] : []),
  ];
}
