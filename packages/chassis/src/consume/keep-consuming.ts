import kafkajs from 'kafkajs';
import { backoff, pause } from '../waiting/backoff.ts';
import type { ConsumerParts, RunningConsumer } from './consumer.ts';

// Node does not see it among the names of that CommonJS module.
const { KafkaJSError } = kafkajs;

/** A consumer that ran this long had a good start: the next begins at once. */
const SETTLED_MS = 10_000;

/**
 * Consumes until it is stopped. A broker or a topic that is not there is waited for. A consumer that kafkajs gives up is
 * closed, and a new one takes its place: it takes some outages for final, such as a group whose coordinator nobody knows
 * for a moment, and an edge must not go down with the broker.
 *
 * @param start begins to consume, and calls `lost` when it can't go on
 */
export function keepConsuming(
  { readiness, metrics, log }: Pick<ConsumerParts, 'readiness' | 'metrics' | 'log'>,
  start: (lost: ConsumerParts['lost']) => Promise<RunningConsumer>,
): RunningConsumer {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));

  /** Resolves to why the consumer was lost; undefined when it was stopped. */
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
        // What the broker did heals with it; anything else is a fault of ours that somebody has to mend.
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
