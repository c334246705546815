import { testService } from '@crescendo/chassis-testing';
import { newId, transient } from '@crescendo/contracts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defineService } from '../service.ts';
import type { Lease } from '../store/lease.ts';
import type { Outgoing } from '../wire/batches.ts';
import { LOCAL } from '../wire/sequence.ts';
import { type OutboxRow, outbox } from './outbox.ts';
import { startRelay } from './relay.ts';

const soon = { timeout: 60_000, interval: 20 };

const always: Lease = { hold: async () => true, left: () => 8_000, release: async () => {} };
const never: Lease = { hold: async () => false, left: () => 0, release: async () => {} };

/** A relay whose broker records what it gets, or refuses while `away`. */
async function relaying(lease: Lease = always) {
  const { store, metrics, context } = await testService(defineService({ name: 'billing' }));
  const keys: string[] = [];
  let away = false;
  const publisher = {
    async send(events: readonly Outgoing[]) {
      if (away) throw transient('broker-unavailable', 'It is away.');
      keys.push(...events.map(({ event }) => event.key));
    },
    close: async () => {},
  };
  const looks: number[] = [];
  const beforeLook = () => (waiting: number) => void looks.push(waiting);
  return {
    keys,
    setAway(value: boolean) {
      away = value;
    },
    looks,
    foundNothing: () => looks.filter((waiting) => waiting === 0).length,
    pending: () => store.model(outbox).countDocuments({ status: 'pending' }),
    gauge: async (name: string) => Number((await metrics.registry.getSingleMetricAsString(name)).split(' ').at(-1)),
    start() {
      const relay = startRelay({ store, publisher, lease, metrics, log: context.log, beforeLook });
      onTestFinished(() => relay.stop());
      return relay;
    },
    async keep(rows: readonly Pick<OutboxRow, 'cause' | 'position' | 'index'>[], createdAt = new Date()) {
      const rest = {
        topic: 't',
        type: 'x',
        source: 's',
        time: createdAt,
        value: '{}',
        createdAt,
        tenant: newId('tenant'),
      };
      const whole = rows.map((row) => ({
        ...rest,
        ...row,
        _id: newId('event'),
        key: `${row.cause} ${row.position}.${row.index}`,
        status: 'pending' as const,
      }));
      await store.model(outbox).insertMany(whole);
    },
  };
}
const of = (cause: string, places: readonly number[]) =>
  places.map((place) => ({ cause, position: Math.floor(place), index: Math.round((place % 1) * 10) }));

test('what was caused by one partition goes out in its order, whatever order it was written in', async () => {
  const { keep, start, keys, pending } = await relaying();
  await keep(of('users/0', [9, 10.1, 2.1]));
  await keep(of('users/0', [2, 10, 100]));
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(keys).toEqual(['2.0', '2.1', '9.0', '10.0', '10.1', '100.0'].map((place) => `users/0 ${place}`));
});

test('one busy partition does not keep others waiting, and keeps its order', async () => {
  const { keep, start, keys, pending } = await relaying();
  const many = Array.from({ length: 1_100 }, (_, i) => i);
  await keep(of('users/0', many));
  await keep(of('users/1', [1, 2, 3]));
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(keys.indexOf('users/1 1.0')).toBe(500);
  expect(keys.filter((key) => key.startsWith('users/0'))).toEqual(many.map((i) => `users/0 ${i}.0`));
});

test('what came of redriven events goes out before what their partition caused since, however much it is', async () => {
  const { keep, start, keys, pending } = await relaying();
  await keep(of('users/0/e', [1]));
  await keep(
    of(
      'users-redriven/0/e',
      Array.from({ length: 600 }, (_, i) => i),
    ),
  );
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(keys.at(-1)).toBe('users/0/e 1.0');
});

test('what no event caused goes out after what events caused', async () => {
  const { keep, start, keys, pending } = await relaying();
  await keep(of(LOCAL, [1]));
  await keep(of('users/0/e', [1]));
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  expect(keys).toEqual(['users/0/e 1.0', `${LOCAL} 1.0`]);
});

test('the edge is told when what was found is all, first how much it was and then that nothing is left', async () => {
  const { keep, start, looks, pending } = await relaying();
  await keep(of(LOCAL, [1, 2, 3]));
  start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  await vi.waitFor(() => expect(looks.slice(0, 2)).toEqual([3, 0]), soon);
});

test('without the lease the edge is told what another relay is sending, and not what lies there', async () => {
  const { keep, start, looks } = await relaying(never);
  await keep(of(LOCAL, [1, 2]), new Date(Date.now() + 3_600_000)); // not old, however late the test looks
  start();
  await vi.waitFor(() => expect(looks).toContain(2), soon);
});

test('without the lease nothing is sent, but how much waits is known', async () => {
  const { keep, start, keys, gauge, looks } = await relaying(never);
  await keep(of('users/0', [1, 2]), new Date(Date.now() - 60_000));
  start();
  await vi.waitFor(async () => expect(await gauge('crescendo_outbox_pending')).toBe(2), soon);
  expect(await gauge('crescendo_outbox_age_seconds')).toBeGreaterThanOrEqual(60);
  expect(keys).toEqual([]);
  expect(looks).toEqual([]);
});

test('while the broker is away it is known how long events wait; afterwards they go, and the way is free', async () => {
  const { keep, start, keys, gauge, setAway, foundNothing } = await relaying();
  setAway(true);
  await keep(of('users/0', [1, 2]), new Date(Date.now() - 60_000));
  start();
  await vi.waitFor(async () => expect(await gauge('crescendo_outbox_age_seconds')).toBeGreaterThanOrEqual(60), soon);
  expect(foundNothing()).toBe(0);
  setAway(false);
  await vi.waitFor(async () => expect(await gauge('crescendo_outbox_pending')).toBe(0), soon);
  expect(keys).toEqual(['users/0 1.0', 'users/0 2.0']);
  expect(foundNothing()).toBeGreaterThan(0);
});

test('what was committed just before a stop is sent by it', async () => {
  const { keep, start, keys, pending } = await relaying();
  const relay = start();
  await vi.waitFor(async () => expect(await pending()).toBe(0), soon);
  const kept = keep(of('users/0', [1]));
  await kept;
  await relay.stop();
  expect(keys).toEqual(['users/0 1.0']);
});
