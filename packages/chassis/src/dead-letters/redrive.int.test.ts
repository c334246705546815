import { range, testBus } from '@crescendo/chassis-testing/bus';
import { newId, permanent } from '@crescendo/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { deadLetters } from '../process/dead-letters.ts';
import { askRedrive, redriveStatus } from './ask.ts';
import { redrives } from './redrives.ts';

/**
 * Rows touched by a killed process stay locked for a minute, if no process of its service restarts and ends its
 * transactions.
 */
const LEFT_OPEN_MS = 120_000;

/** A tenant, on a real broker, with one poisoned event and the later ones up to `upTo` parked behind it. */
async function stuckAt(poisoned: number, upTo: number, which: 'asked' | 'counted' = 'counted') {
  const poison = new Set([poisoned]);
  const bus = await testBus();
  onTestFinished(() => bus.close());
  bus.beforeCommit(async ({ type, number }) => {
    if (type === bus[which].name && poison.has(number)) throw permanent('poisoned', 'It can never be handled.');
  });
  const tenant = newId('tenant');
  const relay = bus.startRelay();
  const consumer = await bus.startConsumer();
  await bus.publish(bus[which], tenant, range(0, upTo));
  const letters = bus.store.model(deadLetters);
  const behind = upTo - poisoned;
  await bus.eventually(async () => expect(await letters.countDocuments({ key: tenant })).toBe(behind));
  return {
    ...{ bus, tenant, relay, consumer, letters },
    async redrive(rate?: number): Promise<string> {
      poison.clear();
      const id = newId('redrive');
      const filter = { key: tenant };
      await askRedrive(bus.store, 'ada', { id, filter, action: 'redrive', reason: 'mended', rate, dryRun: false });
      return id;
    },
  };
}

test('under traffic for its key, what was dead and parked is handled in order and once, and then the traffic', async () => {
  const { bus, tenant, letters, redrive } = await stuckAt(3, 20);
  const traffic = bus.publish(bus.counted, tenant, range(20, 60));
  const id = await redrive();
  await traffic;
  await bus.publish(bus.counted, tenant, range(60, 65));
  await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(65));
  expect((await bus.tally(tenant)).seen).toEqual(range(0, 65));
  expect(await letters.countDocuments()).toBe(0);
  const { handled, failed, left } = await redriveStatus(bus.store, id);
  expect({ failed, left }).toEqual({ failed: 0, left: { keys: 0, events: 0 } });
  expect(handled).toBeGreaterThanOrEqual(17);
});

test('a redrive goes on with the next owner where the one before left it', async () => {
  const { bus, tenant, consumer, letters, redrive } = await stuckAt(0, 40);
  await redrive(20);
  await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBeGreaterThan(3));
  const others = await Promise.all([bus.startConsumer(), bus.startConsumer()]);
  await consumer.stop();
  const traffic = bus.publish(bus.counted, tenant, range(40, 50));
  await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBeGreaterThan(15));
  await others[0].stop();
  await traffic;
  await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(50));
  expect((await bus.tally(tenant)).seen).toEqual(range(0, 50));
  expect(await letters.countDocuments()).toBe(0);
});

test('a replica that is killed while it drains takes nothing with it: what comes of the key arrives in order and once', async () => {
  const { bus, tenant, relay, consumer, letters, redrive } = await stuckAt(0, 15, 'asked');
  await consumer.stop();
  await relay.stop();
  const replica = await bus.startProcess(0);
  const id = await redrive(1); // so slow that many are left, however late the replica is frozen
  await bus.eventually(() => expect(replica.sent().length).toBeGreaterThan(3));
  replica.freezeBeforeASend();
  await bus.eventually(() => expect(replica.isFrozen()).toBe(true));
  await replica.stop();
  expect(await letters.countDocuments()).toBeGreaterThan(0);
  await bus.store.model(redrives).updateOne({ _id: id }, { $set: { rate: 100 } });
  bus.startRelay();
  await bus.startConsumer();
  await bus.publish(bus.asked, tenant, range(15, 20));
  await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(20), LEFT_OPEN_MS);
  expect((await bus.tally(tenant)).seen).toEqual(range(0, 20));
  expect(await letters.countDocuments()).toBe(0);
});
