import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';

/** A connected producer of plain kafkajs, for `KAFKA_BROKERS`. */
export async function bareProducer(brokers = process.env.KAFKA_BROKERS ?? ''): Promise<Producer> {
  const kafka = new Kafka({ brokers: brokers.split(','), clientId: 'bare', logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return producer;
}
