import { transient } from '@crescendo/contracts';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { type EventRecord, toKafkaMessage } from './envelope.ts';

const MAX_BATCH = 1_000;
const PRODUCE_MS = 2_500;

export type Outgoing = { topic: string; event: EventRecord };

/**
 * Brings events to the broker, acknowledged by all in-sync replicas.
 *
 * Guarantees: resolves only after the acknowledgement; one produce is under way at a time, so the order of calls is the
 * order on each partition; what arrives meanwhile goes together in the next. A rejection (always a retriable Failure
 * `broker-unavailable`) says that it is not known whether the broker has them.
 */
export type Publisher = { send(events: readonly Outgoing[]): Promise<void>; close(): Promise<void> };

type Waiting = { events: readonly Outgoing[]; resolve: () => void; reject: (error: Error) => void };

export function createPublisher(kafka: Kafka, log: Logger): Publisher {
  const queue: Waiting[] = [];
  let producer: Producer | undefined;
  let working: Promise<void> | undefined;

  async function connected(): Promise<Producer> {
    if (producer) return producer;
    const fresh = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
    });
    await fresh.connect();
    producer = fresh;
    return fresh;
  }

  /** A producer that failed once may go on failing on a dead socket: the next produce gets a new one. */
  function discard(): void {
    const old = producer;
    producer = undefined;
    old?.disconnect().catch((error) => log.debug({ err: error }, 'a producer did not close cleanly'));
  }

  async function produce(events: readonly Outgoing[]): Promise<void> {
    const topics = new Map<string, Message[]>();
    for (const { topic, event } of events) {
      const messages = topics.get(topic) ?? [];
      messages.push(toKafkaMessage(event));
      topics.set(topic, messages);
    }
    const topicMessages = [...topics].map(([topic, messages]) => ({ topic, messages }));
    const attempt = connected().then((ready) => ready.sendBatch({ acks: -1, timeout: PRODUCE_MS, topicMessages }));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('produce deadline')), PRODUCE_MS);
    });
    try {
      await Promise.race([attempt, late]);
    } catch (cause) {
      attempt.catch(() => undefined); // its own rejection, after the deadline won
      discard();
      throw transient('broker-unavailable', 'The broker did not acknowledge.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  function takeBatch(): Waiting[] {
    let events = 0;
    let count = 0;
    while (count < queue.length && (count === 0 || events + (queue[count]?.events.length ?? 0) <= MAX_BATCH)) {
      events += queue[count]?.events.length ?? 0;
      count++;
    }
    return queue.splice(0, count);
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const batch = takeBatch();
      try {
        await produce(batch.flatMap(({ events }) => events));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error as Error); // produce throws Failures only
      }
    }
  }

  return {
    send: (events) =>
      new Promise((resolve, reject) => {
        queue.push({ events, resolve, reject });
        working ??= work().finally(() => {
          working = undefined;
        });
      }),
    async close() {
      await working;
      const open = producer;
      producer = undefined;
      await open?.disconnect();
    },
  };
}
