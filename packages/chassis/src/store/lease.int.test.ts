import { randomBytes } from 'node:crypto';
import { heldClock, patientStore } from '@crescendo/chassis-testing';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import { expect, inject, onTestFinished, test } from 'vitest';
import { lease, leases } from './lease.ts';

/** A lease that many can ask for, and their clock. The clock is held, so database calls take no time. */
async function wanted(ms: number) {
  const { adminUri } = inject('engines');
  const name = `lease_${randomBytes(6).toString('hex')}`;
  const store = await patientStore(await createDatabase(adminUri, name), [leases]);
  onTestFinished(async () => {
    await store.close();
    await dropDatabase(adminUri, name);
  });
  const clock = heldClock();
  return { clock, by: (holder: string) => lease(store, { name: 'x', holder, ms, clock }) };
}

test('of many who want it at once, one holds it', async () => {
  const { by } = await wanted(5_000);
  const contenders = Array.from({ length: 8 }, (_, i) => by(String(i)));
  const held = await Promise.all(contenders.map((one) => one.hold()));
  expect(held.filter(Boolean)).toHaveLength(1);
});

test('a holder that asks from several places at once holds it for all of them', async () => {
  const { by } = await wanted(5_000);
  const one = by('one');
  expect(await Promise.all([one.hold(), one.hold(), one.hold()])).toEqual([true, true, true]);
  expect(one.left()).toBe(5_000);
});

test('a holder that falls silent is followed by one other, and never do two hold it', async () => {
  const { clock, by } = await wanted(3_000);
  const first = by('first');
  expect(await first.hold()).toBe(true);
  const others = [by('second'), by('third')];
  const began = clock.elapsed();
  for (let isFollowed = false; !isFollowed; clock.pass(500)) {
    const held = await Promise.all(others.map((other) => other.hold()));
    expect([first, ...others].filter((one) => one.left() > 0).length).toBeLessThanOrEqual(1);
    isFollowed = held.includes(true);
  }
  expect(clock.elapsed() - began).toBe(3_500);
  expect(first.left()).toBeLessThanOrEqual(0);
  expect(await first.hold()).toBe(false);
});

test('a database that is slow to answer shortens what the holder has, and lengthens what a taker waits', async () => {
  const { clock, by } = await wanted(4_000);
  const [first, second] = [by('first'), by('second')];
  const holding = first.hold();
  clock.pass(1_000);
  expect(await holding).toBe(true);
  expect(first.left()).toBe(3_000);

  const looking = second.hold();
  clock.pass(2_000);
  expect(await looking).toBe(false);
  clock.pass(3_999);
  expect(await second.hold()).toBe(false);
  clock.pass(1);
  expect(await second.hold()).toBe(true);
});

test('an answer that comes when the lease is over wins nothing', async () => {
  const { clock, by } = await wanted(4_000);
  const one = by('one');
  const holding = one.hold();
  clock.pass(4_000);
  expect(await holding).toBe(false);
  expect(await one.hold()).toBe(true);
});

test('a holder that renews keeps it, however often others ask', async () => {
  const { clock, by } = await wanted(4_000);
  const [first, second] = [by('first'), by('second')];
  for (let look = 0; look < 10; look++) {
    expect(await first.hold()).toBe(true);
    expect(await second.hold()).toBe(false);
    clock.pass(2_500);
  }
});

test('whoever needs it for longer renews it sooner', async () => {
  const { clock, by } = await wanted(4_000);
  const one = by('one');
  await one.hold();
  clock.pass(1_500);
  expect(await one.hold()).toBe(true);
  expect(one.left()).toBe(2_500);
  expect(await one.hold(3_000)).toBe(true);
  expect(one.left()).toBe(4_000);
  expect(await one.hold(5_000)).toBe(false);
});

test('what is released can be taken at once', async () => {
  const { by } = await wanted(60_000);
  const [first, second] = [by('first'), by('second')];
  await first.hold();
  expect(await second.hold()).toBe(false);
  await first.release();
  expect(first.left()).toBeLessThanOrEqual(0);
  expect(await second.hold()).toBe(true);
});
