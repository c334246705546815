import { testBus } from '@crescendo/chassis-testing/bus';
import { newId } from '@crescendo/contracts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../telemetry/log.ts';
import { watchLag } from './watch-lag.ts';

const soon = { timeout: 60_000, interval: 100 };

test('a consumer that is stuck in an event is known by what waits behind it, and by the age of that event', async () => {
  const stuck = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const bus = await testBus();
  bus.beforeCommit(async ({ number }) => {
    if (number !== 2) return;
    entered.resolve();
    await stuck.promise;
  });
  bus.startRelay();
  const { metrics } = bus.startConsumer();
  const { kafka } = bus;
  const stopping = new AbortController();
  const watching = watchLag({ kafka, metrics, log: createLog('billing', 'silent'), signal: stopping.signal });
  onTestFinished(async () => {
    stuck.resolve();
    stopping.abort();
    await watching;
    await bus.close();
  });
  const tenant = newId('tenant');
  await bus.publish(bus.counted, tenant, [1, 2]);
  await entered.promise;
  await bus.publish(bus.counted, tenant, [3, 4, 5]);

  const total = () => metrics.lag.read().reduce((sum, { messages }) => sum + messages, 0);
  await vi.waitFor(() => expect(total()).toBe(4), soon);
  const text = async () => await metrics.registry.metrics();
  expect(await text()).toMatch(/crescendo_consumer_lag_messages\{.*\} 4/);
  const age = () => Math.max(...metrics.lag.read().map(({ seconds }) => seconds));
  const before = age();
  await vi.waitFor(() => expect(age()).toBeGreaterThan(before + 0.5), soon);

  stuck.resolve();
  await vi.waitFor(() => expect(total()).toBe(0), soon);
  expect(age()).toBe(0);
});
