import { Kafka, logLevel } from 'kafkajs';
import type { Logger } from 'pino';

/** A Kafka client whose every request has a deadline, so that a broker that is away is found out within seconds. */
export function createKafka(options: { service: string; brokers: string; log: Logger }): Kafka {
  return new Kafka({
    clientId: options.service,
    brokers: options.brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
    logLevel: logLevel.WARN,
    // kafkajs repeats itself while a broker is away; what matters is said by readiness and by our own lines.
    logCreator:
      () =>
      ({ log: { message, error }, namespace }) =>
        options.log.debug({ kafka: namespace, error: typeof error === 'string' ? error : undefined }, message),
  });
}
