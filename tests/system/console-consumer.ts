import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kafkaJars } from '@crescendo/engines';

const run = promisify(execFile);
/** None of these occurs in an id, a header or a line of JSON. */
const BETWEEN = { fields: '\u001f', headers: '\u001e' };

/** A record as Apache Kafka's console consumer prints it. */
export type PrintedRecord = { headers: Record<string, string>; key: string; value: string };

/** Reads a topic from its beginning with the broker's own console consumer, until it has read `count` records. */
export async function consoleConsumer(from: {
  brokers: string;
  topic: string;
  count: number;
}): Promise<PrintedRecord[]> {
  const jars = await kafkaJars({ onProgress: () => {} });
  const properties = {
    'print.headers': 'true',
    'print.key': 'true',
    'key.separator': BETWEEN.fields,
    'headers.separator': BETWEEN.headers,
  };
  const { stdout } = await run(
    'java',
    [
      ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error'],
      ...['-cp', `${jars}/*`, 'org.apache.kafka.tools.consumer.ConsoleConsumer'],
      ...['--bootstrap-server', from.brokers, '--topic', from.topic, '--from-beginning'],
      ...['--max-messages', String(from.count), '--timeout-ms', '30000'],
      ...Object.entries(properties).flatMap(([name, value]) => ['--formatter-property', `${name}=${value}`]),
    ],
    { maxBuffer: 64 << 20 },
  );
  return stdout.split('\n').filter(Boolean).map(read);
}

function read(line: string): PrintedRecord {
  const [headers = '', key = '', value = ''] = line.split(BETWEEN.fields);
  return {
    headers: Object.fromEntries(
      headers.split(BETWEEN.headers).map((header) => {
        const colon = header.indexOf(':');
        return [header.slice(0, colon), header.slice(colon + 1)];
      }),
    ),
    key,
    value,
  };
}
