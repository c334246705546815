import { Kafka, logLevel } from 'kafkajs';

/**
 * When messages were requested: the time at which their record was read from the broker, by the trace of the command.
 */
export type MessageWatch = { requestedAt: ReadonlyMap<string, number>; stop(): Promise<void> };

/** Reads the messages' topic from now on. Resolves when it has started to read. */
export async function watchMessages(brokers: string): Promise<MessageWatch> {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${process.pid}`, maxWaitTimeInMs: 20 });
  const requestedAt = new Map<string, number>();
  const reading = new Promise<void>((resolve) => void consumer.on(consumer.events.FETCH, () => resolve()));
  await consumer.connect();
  await consumer.subscribe({ topics: ['crescendo.messages'], fromBeginning: false });
  await consumer.run({
    async eachMessage({ message: { headers } }) {
      if (headers?.ce_type?.toString() !== 'com.crescendo.message-requested') return;
      const trace = headers.ce_traceparent?.toString().split('-')[1];
      if (trace !== undefined) requestedAt.set(trace, performance.now());
    },
  });
  await reading;
  return { requestedAt, stop: () => consumer.disconnect() };
}
