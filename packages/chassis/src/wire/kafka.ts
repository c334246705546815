import { Kafka, logLevel } from 'kafkajs';
import type { Logger } from 'pino';

/** A Kafka client with a deadline for every request, so a missing broker shows within seconds. */
export function createKafka(options: { service: string; brokers: string; log: Logger }): Kafka {
  return new Kafka({
    clientId: options.service,
    brokers: options.brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
    logLevel: logLevel.WARN,
    // kafkajs repeats itself while a broker is away. Readiness and our own log lines say what matters.
    logCreator:
      () =>
      ({ log: { message, error }, namespace }) =>
        options.log.debug({ kafka: namespace, error: typeof error === 'string' ? error : undefined }, message),
  });
}
