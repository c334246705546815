import { CompressionTypes, type KafkaMessage } from 'kafkajs';
import { plantRecord } from '../plant-record.ts';
import { readTopics } from '../read-topics.ts';
import type { Sink } from '../sink.ts';

/**
 * The keys, values and headers of all records of all topics, as a consumer reads them. In the files they may be
 * compressed. A planted mark is the value of a compressed record in a separate topic.
 */
export function kafkaRecords(brokers: string): Sink {
  return {
    name: 'kafka records',
    async *read() {
      for (const { topic, partition, message } of await readTopics(brokers)) {
        yield { place: `${topic}/${partition}/${message.offset}`, bytes: bytesOf(message) };
      }
    },
    plant: (text) => plantRecord(brokers, { text, compression: CompressionTypes.GZIP }),
  };
}

function bytesOf({ key, value, headers = {} }: KafkaMessage): Buffer {
  const parts = [key, value, ...Object.entries(headers).flat(2)];
  return Buffer.concat(parts.flatMap((part) => [Buffer.from(part ?? ''), Buffer.from('\n')]));
}
