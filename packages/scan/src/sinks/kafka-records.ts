import { CompressionTypes, type KafkaMessage } from 'kafkajs';
import { plantRecord } from '../plant-record.ts';
import { readTopics } from '../read-topics.ts';
import type { Sink } from '../sink.ts';

/**
 * Keys, values and headers of all records of all topics, as a consumer reads them: in the files they may be compressed. A
 * planted mark is the value of a record, compressed, in a topic of its own.
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
