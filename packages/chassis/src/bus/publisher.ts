import { type Failure, transient } from '@crescendo/contracts';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { batches, MAX_BYTES, MAX_EVENTS, type Outgoing, sizeOf } from './batches.ts';
import { toKafkaMessage } from './envelope.ts';

/** The longest a produce may take. */
export const PRODUCE_MS = 2_500;

/**
 * Brings events to the broker, acknowledged by all in-sync replicas.
 *
 * Guarantees: resolves only after the acknowledgement; one produce is under way at a time, so the order of calls is the
 * order on each partition; what arrives meanwhile goes together in the next. A rejection (always a retriable Failure
 * `broker-unavailable`) says that it is not known whether the broker has them. It rejects whatever waits behind it too:
 * nothing overtakes what its sender will bring again.
 */
export type Publisher = { send(events: readonly Outgoing[]): Promise<void>; close(): Promise<void> };

type Waiting = { events: readonly Outgoing[]; resolve: () => void; reject: (failure: Failure) => void };

export function createPublisher(kafka: Pick<Kafka, 'producer'>, log: Logger): Publisher {
  let queue: Waiting[] = [];
  let current: { producer: Producer; connected: Promise<void> } | undefined;
  let working: Promise<void> | undefined;

  function connect(): NonNullable<typeof current> {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
    });
    return { producer, connected: producer.connect() };
  }

  /** A producer that failed once may go on failing on a dead socket: the next produce gets a new one. */
  function discard(): void {
    const old = current;
    current = undefined;
    old?.producer.disconnect().catch((error) => log.debug({ err: error }, 'a producer did not close cleanly'));
  }

  async function attempt(events: readonly Outgoing[]): Promise<void> {
    current ??= connect();
    const mine = current;
    await mine.connected;
    if (current !== mine) return; // given up meanwhile: its sender will bring these again
    await mine.producer.sendBatch({ acks: -1, timeout: PRODUCE_MS, topicMessages: byTopic(events) });
  }

  async function produce(events: readonly Outgoing[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('produce deadline')), PRODUCE_MS);
    });
    const attempted = attempt(events);
    try {
      await Promise.race([attempted, late]);
    } catch (cause) {
      attempted.catch((error) => log.debug({ err: error }, 'a produce ended after its deadline'));
      discard();
      throw transient('broker-unavailable', 'The broker did not acknowledge.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The calls that fit into one produce, at least one. */
  function takeCalls(): Waiting[] {
    let [count, events, bytes] = [0, 0, 0];
    for (const call of queue) {
      events += call.events.length;
      bytes += call.events.reduce((sum, event) => sum + sizeOf(event), 0);
      if (count > 0 && (events > MAX_EVENTS || bytes > MAX_BYTES)) break;
      count++;
    }
    return queue.splice(0, count);
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const calls = takeCalls();
      try {
        for (const batch of batches(calls.flatMap(({ events }) => events))) await produce(batch);
        for (const { resolve } of calls) resolve();
      } catch (error) {
        const refused = [...calls, ...queue];
        queue = [];
        for (const { reject } of refused) reject(error as Failure); // produce throws nothing else
      }
    }
    working = undefined;
  }

  return {
    send: (events) =>
      new Promise((resolve, reject) => {
        queue.push({ events, resolve, reject });
        working ??= work();
      }),
    async close() {
      await working;
      const open = current;
      current = undefined;
      await open?.producer.disconnect();
    },
  };
}

function byTopic(events: readonly Outgoing[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, event } of events) {
    const messages = topics.get(topic) ?? [];
    messages.push(toKafkaMessage(event));
    topics.set(topic, messages);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
