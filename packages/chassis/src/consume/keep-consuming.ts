import kafkajs from 'kafkajs';
import { backoff, pause } from '../waiting/backoff.ts';
import type { ConsumerParts, RunningConsumer } from './consumer.ts';

// Node cannot import this name from the CommonJS module directly.
const { KafkaJSError } = kafkajs;

/** A consumer that ran this long resets the count of failures, so the next one starts almost at once. */
const SETTLED_MS = 10_000;

/**
 * Consumes until stopped. Waits for a missing broker or topic. When kafkajs gives a consumer up, closes it and starts a
 * new one: kafkajs takes some outages for final, such as a group whose coordinator is unknown for a moment, and an edge
 * must not go down with the broker.
 *
 * @param start starts a consumer, which calls `lost` when it cannot go on
 */
export function keepConsuming(
  { readiness, metrics, log }: Pick<ConsumerParts, 'readiness' | 'metrics' | 'log'>,
  start: (lost: ConsumerParts['lost']) => Promise<RunningConsumer>,
): RunningConsumer {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));

  /** Resolves to why the consumer was lost, or undefined after a stop. */
  async function consume(): Promise<Error | undefined> {
    const { promise: lost, resolve } = Promise.withResolvers<Error>();
    const consumer = await start(resolve);
    const error = await Promise.race([lost, stopped]);
    await consumer.stop();
    return error;
  }

  async function run(): Promise<void> {
    readiness.set('consumer', 'joining');
    for (let failures = 0; !signal.aborted; failures++) {
      const startedAt = performance.now();
      try {
        const error = await consume();
        if (!error) return;
        if (performance.now() - startedAt > SETTLED_MS) failures = 0;
        metrics.retries.inc({ of: 'consumer', code: 'consumer-lost' });
        readiness.set('consumer', 'rejoining');
        // A broker's error passes when the broker recovers. Any other error is our bug and needs a fix.
        const level = error instanceof KafkaJSError ? 'warn' : 'error';
        log[level]({ err: error }, 'the consumer was given up; a new one takes its place');
      } catch (error) {
        readiness.set('consumer', 'the broker or a topic is not there');
        log[failures === 3 ? 'warn' : 'info']({ err: error, failures }, 'waiting for the broker');
      }
      await pause(backoff(failures), signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
