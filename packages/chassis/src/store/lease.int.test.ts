import { randomBytes } from 'node:crypto';
import { createDatabase, dropDatabase } from '@crescendo/dev';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { lease, leases } from './lease.ts';
import { openStore } from './store.ts';

async function leaseStore() {
  const { adminUri } = inject('engines');
  const name = `lease_${randomBytes(6).toString('hex')}`;
  const store = await openStore({ uri: await createDatabase(adminUri, name), collections: [leases] });
  onTestFinished(async () => {
    await store.close();
    await dropDatabase(adminUri, name);
  });
  return store;
}
const soon = { timeout: 60_000, interval: 20 };

test('of many who want it at once, one holds it', async () => {
  const store = await leaseStore();
  const contenders = Array.from({ length: 8 }, (_, i) => lease(store, { name: 'x', holder: String(i), ms: 5_000 }));
  const held = await Promise.all(contenders.map((one) => one.hold()));
  expect(held.filter(Boolean)).toHaveLength(1);
});

test('a holder that asks from several places at once holds it for all of them', async () => {
  const store = await leaseStore();
  const one = lease(store, { name: 'x', holder: 'one', ms: 5_000 });
  expect(await Promise.all([one.hold(), one.hold(), one.hold()])).toEqual([true, true, true]);
  expect(one.left()).toBeGreaterThan(4_000);
});

/** Looks again and again, each time whether it has come to an end; what it expects holds at every look. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a holder that falls silent is followed by one other, and never do two hold it', async () => {
  const store = await leaseStore();
  const first = lease(store, { name: 'x', holder: 'first', ms: 3_000 });
  expect(await first.hold()).toBe(true);
  const others = ['second', 'third'].map((holder) => lease(store, { name: 'x', holder, ms: 3_000 }));
  await until(async () => {
    const held = await Promise.all(others.map((other) => other.hold()));
    expect([first, ...others].filter((one) => one.left() > 0).length).toBeLessThanOrEqual(1);
    return held.includes(true);
  });
  expect(first.left()).toBeLessThanOrEqual(0);
  expect(await first.hold()).toBe(false);
});

test('a holder that renews keeps it, however often others ask', async () => {
  const store = await leaseStore();
  const first = lease(store, { name: 'x', holder: 'first', ms: 4_000 });
  const second = lease(store, { name: 'x', holder: 'second', ms: 4_000 });
  const end = performance.now() + 9_000;
  await until(async () => {
    expect(await first.hold()).toBe(true);
    expect(await second.hold()).toBe(false);
    return performance.now() > end;
  });
});

test('whoever needs it for longer renews it sooner', async () => {
  const store = await leaseStore();
  const one = lease(store, { name: 'x', holder: 'one', ms: 4_000 });
  await one.hold();
  await vi.waitFor(() => expect(one.left()).toBeLessThan(3_000), soon);
  expect(await one.hold(3_000)).toBe(true);
  expect(one.left()).toBeGreaterThan(3_000);
  expect(await one.hold(5_000)).toBe(false);
});

test('what is released can be taken at once', async () => {
  const store = await leaseStore();
  const [first, second] = ['first', 'second'].map((holder) => lease(store, { name: 'x', holder, ms: 60_000 }));
  await first?.hold();
  expect(await second?.hold()).toBe(false);
  await first?.release();
  expect(first?.left()).toBeLessThanOrEqual(0);
  expect(await second?.hold()).toBe(true);
});
