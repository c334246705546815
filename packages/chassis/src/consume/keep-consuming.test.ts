import { expect, test, vi } from 'vitest';
import { readiness as createReadiness } from '../http/readiness.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { keepConsuming } from './keep-consuming.ts';

const soon = { timeout: 20_000, interval: 10 };

/** Runs keepConsuming, and records the consumers it starts. */
function kept(starts: (() => Promise<void>)[] = []) {
  const started: { lost: (error: Error) => void; stopped: boolean }[] = [];
  const readiness = createReadiness();
  const parts = { readiness, metrics: createMetrics('billing'), log: createLog('billing', 'silent') };
  const start = async (lost: (error: Error) => void) => {
    await starts.shift()?.();
    const one = { lost, stopped: false };
    started.push(one);
    readiness.set('consumer', undefined);
    return {
      stop: async () => {
        one.stopped = true;
      },
    };
  };
  return { consumer: keepConsuming(parts, start), started, readiness };
}

test('a consumer that was given up is closed, and a new one takes its place', async () => {
  const { consumer, started, readiness } = kept();
  await vi.waitFor(() => expect(started).toHaveLength(1), soon);
  started[0]?.lost(new Error('no coordinator'));
  await vi.waitFor(() => expect(started).toHaveLength(2), soon);
  expect(started.map(({ stopped }) => stopped)).toEqual([true, false]);
  expect(readiness.reasons()).toEqual({});
  await consumer.stop();
  expect(started.map(({ stopped }) => stopped)).toEqual([true, true]);
});

test('a broker that is not there yet is waited for, and readiness says so meanwhile', async () => {
  const failing = () => Promise.reject(new Error('ECONNREFUSED'));
  const { consumer, started, readiness } = kept([failing, failing]);
  await vi.waitFor(() => expect(readiness.reasons()).toEqual({ consumer: 'the broker or a topic is not there' }), soon);
  await vi.waitFor(() => expect(started).toHaveLength(1), soon);
  await consumer.stop();
});

test('a stop ends it also while it waits', async () => {
  const { consumer, started } = kept(Array.from({ length: 20 }, () => () => Promise.reject(new Error('ECONNREFUSED'))));
  await consumer.stop();
  expect(started).toHaveLength(0);
});
