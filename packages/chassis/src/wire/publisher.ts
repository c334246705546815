import { type Failure, transient } from '@crescendo/contracts';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import type { Deadline } from '../waiting/deadline.ts';
import { batches, MAX_BYTES, MAX_EVENTS, type Outgoing, sizeOf } from './batches.ts';
import { toKafkaMessage } from './envelope.ts';

/** The longest a produce may take. */
export const PRODUCE_MS = 2_500;

/**
 * Sends events to the broker, acknowledged by all in-sync replicas.
 *
 * Guarantees: resolves only after the acknowledgement. Only one produce runs at a time, so events on each partition are
 * in the order of the calls; calls that arrive meanwhile go together in the next produce. After a rejection (always a
 * retriable Failure `broker-unavailable`) the broker may or may not have the events, unless `begins` was never called:
 * then it has none. A failed produce also rejects all waiting calls, so nothing overtakes events that their sender will
 * send again.
 */
export type Publisher = { send(events: readonly Outgoing[], terms?: Terms): Promise<void>; close(): Promise<void> };

/** Terms for a sender with a waiting caller. */
export type Terms = {
  /** After it the events are rejected instead of produced. */
  until: Deadline;
  /** Called just before the produce: from then on the broker may have the events. */
  begins: () => void;
};

type Waiting = {
  events: readonly Outgoing[];
  terms: Terms | undefined;
  resolve: () => void;
  reject: (failure: Failure) => void;
};

const unavailable = (cause?: unknown) => transient('broker-unavailable', 'The broker did not acknowledge.', { cause });

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

  /** A producer that failed once may keep failing on a dead socket, so the next produce gets a new one. */
  function discard(): void {
    const old = current;
    current = undefined;
    old?.producer.disconnect().catch((error) => log.debug({ err: error }, 'a producer did not close cleanly'));
  }

  /** Resolves as `work` does. Discards the producer if the work fails or takes too long. */
  async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('produce deadline')), ms);
    });
    try {
      return await Promise.race([work, late]);
    } catch (cause) {
      work.catch((error) => log.debug({ err: error }, 'a produce ended after its deadline'));
      discard();
      throw unavailable(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async function produce(producer: Producer, batch: readonly Outgoing[]): Promise<void> {
    await producer.sendBatch({ acks: -1, timeout: PRODUCE_MS, topicMessages: byTopic(batch) });
  }

  /** Produces the waiting calls that are still in time once there is a connection. Adds them to `begun`. */
  async function produceNext(begun: Waiting[]): Promise<void> {
    const started = performance.now();
    current ??= connect();
    const { producer, connected } = current;
    await inTime(PRODUCE_MS, connected);
    let left = PRODUCE_MS - (performance.now() - started);
    begun.push(...takeCalls());
    for (const { terms } of begun) terms?.begins();
    for (const batch of batches(begun.flatMap(({ events }) => events))) {
      await inTime(left, produce(producer, batch));
      left = PRODUCE_MS;
    }
  }

  /** Rejects the calls whose deadline has passed. */
  function dropLate(): void {
    const isLate = ({ terms }: Waiting) => terms !== undefined && terms.until.left() <= 0;
    const late = queue.filter(isLate);
    queue = queue.filter((call) => !isLate(call));
    for (const { reject } of late) reject(unavailable());
  }

  /** Takes the calls that fit into one produce; at least one if there is any. */
  function takeCalls(): Waiting[] {
    dropLate();
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
      const begun: Waiting[] = [];
      try {
        await produceNext(begun);
        for (const { resolve } of begun) resolve();
      } catch (error) {
        const refused = [...begun, ...queue];
        queue = [];
        for (const { reject } of refused) reject(error as Failure); // inTime throws nothing else
      }
    }
    working = undefined;
  }

  return {
    send: (events, terms) =>
      new Promise((resolve, reject) => {
        queue.push({ events, terms, resolve, reject });
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
