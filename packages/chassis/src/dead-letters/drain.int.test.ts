import { testService } from '@crescendo/chassis-testing';
import { newId, permanent, plain, rosterChanged, tenantId, transient, userSynced } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { on } from '../handlers/on.ts';
import { onBatch } from '../handlers/on-batch.ts';
import { deadLetter } from '../handlers/outcome.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { offsets } from '../process/inbox.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import { askRedrive, redriveStatus } from './ask.ts';
import { letterOrigin } from './letter-origin.ts';
import { readLock } from './partition-lock.ts';

const histories = collection({
  name: 'histories',
  schema: z.object({ _id: tenantId, seen: plain(z.array(z.int())) }),
});
const never = new AbortController().signal;
const partition = { topic: rosterChanged.stream.topic, partition: 0 };

/** Records what it handled, in order. Fails on numbers that are in `poison` at the time. */
function counting(poison: Set<number>, meanwhile: (number: number) => Promise<void> = async () => {}) {
  const handler = on(rosterChanged, {
    publishes: [rosterChanged],
    async handle(event, tx) {
      const { billable } = event.data;
      await meanwhile(billable);
      const seen = { $push: { seen: billable } };
      await tx.model(histories).updateOne({ _id: event.tenant }, seen, { upsert: true });
      tx.publish(rosterChanged, { billable: billable + 1_000, guests: 0, version: 1 });
      if (poison.has(billable)) return deadLetter('poisoned');
    },
  });
  return defineService({ name: 'billing', collections: [histories], handlers: [handler] });
}

async function scene(poison: Set<number>, meanwhile?: (number: number) => Promise<void>) {
  const service = await testService(counting(poison, meanwhile));
  const { store, deliver, drain } = service;
  return {
    ...service,
    async roster(tenant: string, billable: number) {
      return (await deliver(rosterChanged, { tenant, data: { billable, guests: 0, version: 1 } })).outcome.kind;
    },
    ask: (request: Partial<Parameters<typeof askRedrive>[2]> = {}) => ask(store, request),
    next: () => drain.next(partition, never),
    async drainAll() {
      while ((await drain.next(partition, never)).kind === 'drained');
    },
    seen: async (tenant: string) => (await store.model(histories).findById(tenant).lean())?.seen ?? [],
    letters: () => store.model(deadLetters).find().sort({ offset: 1 }).lean(),
  };
}

const ask = (store: Store, request: Partial<Parameters<typeof askRedrive>[2]>) =>
  askRedrive(store, 'ada', {
    ...{ id: newId('redrive'), filter: {}, action: 'redrive', reason: 'mended', dryRun: false },
    ...request,
  });

test('a key is drained in order, and what comes after is handled again', async () => {
  const poison = new Set([1]);
  const { roster, ask, drainAll, seen, letters } = await scene(poison);
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  for (const number of [1, 2, 3]) await roster(stuck, number);
  expect(await roster(free, 9)).toBe('done');
  poison.clear();
  expect(await ask({ dryRun: true })).toMatchObject({ dead: 1, parked: 2 });
  await drainAll();
  expect(await seen(stuck)).toEqual([]);
  expect(await ask()).toMatchObject({ dead: 1, parked: 2, already: 0, more: false });
  await drainAll();
  expect(await seen(stuck)).toEqual([1, 2, 3]);
  expect(await letters()).toEqual([]);
  expect(await roster(stuck, 4)).toBe('done');
  expect(await seen(stuck)).toEqual([1, 2, 3, 4]);
});

test('while a key is drained newcomers are parked behind it, and follow in their turn', async () => {
  const poison = new Set([1]);
  const { roster, ask, next, drainAll, seen } = await scene(poison);
  const tenant = newId('tenant');
  await roster(tenant, 1);
  await roster(tenant, 2);
  poison.clear();
  await ask();
  expect(await next()).toEqual({ kind: 'drained' });
  expect(await roster(tenant, 3)).toBe('parked');
  expect(await next()).toEqual({ kind: 'drained' });
  expect(await roster(tenant, 4)).toBe('parked');
  await drainAll();
  expect(await roster(tenant, 5)).toBe('done');
  expect(await seen(tenant)).toEqual([1, 2, 3, 4, 5]);
});

test('an event that arrives while the last one leaves is neither parked behind nothing nor handled too early', async () => {
  const poison = new Set([1]);
  const arrived = Promise.withResolvers<void>();
  const leaving = Promise.withResolvers<void>();
  let redriving = false;
  const { roster, ask, drainAll, seen, letters, next } = await scene(poison, async (number) => {
    if (number !== 1 || !redriving) return;
    leaving.resolve();
    await arrived.promise;
  });
  const tenant = newId('tenant');
  await roster(tenant, 1);
  poison.clear();
  redriving = true;
  await ask();
  const drained = next();
  await leaving.promise;
  // The drain's transaction is open, and its snapshot has no parked event. Without the partition's row, this event
  // would now be parked behind a letter that is about to be removed. Because of the row it waits.
  const newcomer = roster(tenant, 2);
  const parked = async () => expect(await letters()).toHaveLength(2);
  await expect(vi.waitFor(parked, { timeout: 500 })).rejects.toThrow();
  arrived.resolve();
  await Promise.all([drained, newcomer]);
  await drainAll();
  expect(await seen(tenant)).toEqual([1, 2]);
  expect(await letters()).toEqual([]);
});

test('a drain whose partition was taken by another meanwhile commits nothing', async () => {
  const poison = new Set([1]);
  const { roster, ask, store, seen, letters } = await scene(poison);
  const tenant = newId('tenant');
  await roster(tenant, 1);
  await roster(tenant, 2);
  poison.clear();
  await ask();
  const [letter] = await letters();
  if (!letter) throw new Error('the letter is gone');
  const lock = await readLock(store, partition);
  await letterOrigin(store, letter, lock).dismiss();
  await expect(letterOrigin(store, letter, lock).dismiss()).rejects.toMatchObject({ code: 'stale-offset' });
  const now = await readLock(store, partition);
  await expect(letterOrigin(store, letter, now).dismiss()).rejects.toMatchObject({ code: 'stale-offset' });
  expect((await letters()).map(({ offset, redriveAs }) => [offset, redriveAs])).toEqual([[1, 'redrive']]);
  expect(await seen(tenant)).toEqual([]);
});

test('what fails again is dead again, counted, with all behind it; nothing of the key is handled meanwhile', async () => {
  const poison = new Set([1, 3]);
  const { roster, ask, drainAll, seen, letters, store } = await scene(poison);
  const tenant = newId('tenant');
  for (const number of [1, 2, 3, 4]) await roster(tenant, number);
  const id = newId('redrive');
  await ask({ id });
  await drainAll();
  expect(await seen(tenant)).toEqual([]);
  expect((await letters()).map(({ status, redriven }) => [status, redriven])).toEqual([
    ['dead', 1],
    ['parked', undefined],
    ['parked', undefined],
    ['parked', undefined],
  ]);
  expect(await redriveStatus(store, id)).toMatchObject({ failed: 1, handled: 0, left: { keys: 0, events: 0 } });
  poison.delete(1);
  const second = newId('redrive');
  await ask({ id: second });
  await drainAll();
  expect(await seen(tenant)).toEqual([1, 2]);
  expect((await letters()).map(({ status, code, redriven }) => [status, code, redriven])).toEqual([
    ['dead', 'poisoned', 0],
    ['parked', 'parked', undefined],
  ]);
  expect(await redriveStatus(store, second)).toMatchObject({ handled: 2, failed: 1 });
  expect(await roster(tenant, 5)).toBe('parked');
});

test('a dead letter that is dismissed is left out, and what waited behind it goes on', async () => {
  const { roster, ask, drainAll, seen, letters, store } = await scene(new Set([1]));
  const tenant = newId('tenant');
  for (const number of [1, 2, 3]) await roster(tenant, number);
  const id = newId('redrive');
  await ask({ id, action: 'dismiss' });
  await drainAll();
  expect(await seen(tenant)).toEqual([2, 3]);
  expect(await letters()).toEqual([]);
  expect(await redriveStatus(store, id)).toMatchObject({ action: 'dismiss', dismissed: 1, handled: 2 });
});

test('a record that is no event of ours can be dismissed only', async () => {
  const { roster, ask, drainAll, letters, store } = await scene(new Set());
  await roster(newId('tenant'), 1);
  const place = { ...partition, offset: 7 };
  const code = 'undecodable';
  const row = { _id: 'x/0/7', ...place, status: 'dead' as const, code, attempts: 1, at: new Date() };
  await store.model(deadLetters).create([row]);
  expect(await ask()).toMatchObject({ dead: 0, dismissOnly: 1 });
  await drainAll();
  expect(await letters()).toHaveLength(1);
  expect(await ask({ action: 'dismiss' })).toMatchObject({ dead: 1, dismissOnly: 0 });
  await drainAll();
  expect(await letters()).toEqual([]);
});

test('only what matches is taken up, and the same request twice is one', async () => {
  const poison = new Set([1, 11]);
  const { roster, ask, drainAll, seen } = await scene(poison);
  const [first, second] = [newId('tenant'), newId('tenant')];
  await roster(first, 1);
  await roster(second, 11);
  poison.clear();
  const id = newId('redrive');
  expect(await ask({ id, filter: { key: first } })).toMatchObject({ id, dead: 1 });
  expect(await ask({ id, filter: { key: first } })).toMatchObject({ id, dead: 1 });
  expect(await ask({ filter: { tenant: first } })).toMatchObject({ dead: 0, already: 1 });
  expect(await ask({ filter: { code: 'another' }, dryRun: true })).toMatchObject({ dead: 0 });
  await drainAll();
  expect([await seen(first), await seen(second)]).toEqual([[1], []]);
});

test('a rate holds each event until its moment', async () => {
  const poison = new Set([1]);
  const { roster, ask, next, seen } = await scene(poison);
  const tenant = newId('tenant');
  await roster(tenant, 1);
  await roster(tenant, 2);
  poison.clear();
  await ask({ rate: 0.001 });
  expect(await next()).toEqual({ kind: 'drained' });
  const waiting = await next();
  expect(waiting).toMatchObject({ kind: 'wait' });
  expect(waiting.kind === 'wait' && waiting.ms).toBeGreaterThan(500_000);
  expect(await seen(tenant)).toEqual([1]);
});

test('what drained events cause goes out in the order they are drained, and before what is caused after them', async () => {
  const poison = new Set([1]);
  const { roster, ask, drainAll, published, store, next } = await scene(poison);
  const tenant = newId('tenant');
  await roster(tenant, 0);
  for (const number of [1, 2, 3]) await roster(tenant, number);
  poison.clear();
  await ask();
  // The broker does not have everything yet that the partition caused before.
  expect(await next()).toMatchObject({ kind: 'wait' });
  await store.model(outbox).updateMany({}, { $set: { status: 'sent' } });
  await drainAll();
  await roster(tenant, 4);
  await store.model(outbox).deleteMany({ status: 'sent' });
  const numbers = (await published()).map(({ data }) => (data as { billable: number }).billable);
  expect(numbers).toEqual([1_001, 1_002, 1_003, 1_004]);
});

test('a fault that passes is waited out, a person whose key was destroyed is gone', async () => {
  let attempts = 0;
  const opening = on(userSynced, {
    opens: ['timezone'],
    async handle() {
      attempts++;
      if (attempts === 1) throw permanent('poisoned', 'It can not be handled.');
      if (attempts < 4) throw transient('away', 'It is away.', { after: 0 });
    },
  });
  const now = new Date();
  const service = defineService({
    name: 'gateway',
    handlers: [opening],
    opens: ['message', 'intake', 'credential'],
  });
  const { deliver, drain, store, destroyKey, setNow } = await testService(service, { now });
  const place = { topic: userSynced.stream.topic, partition: 0 };
  const [tenant, user, other] = [newId('tenant'), newId('user'), newId('user')];
  const data = { version: 1, timezone: 'Europe/Lisbon', locale: 'pt-PT' };
  await deliver(userSynced, { tenant, user, data });
  await ask(store, {});
  expect(await drain.next(place, never)).toEqual({ kind: 'drained' });
  expect(attempts).toBe(4);
  attempts = 0;
  await deliver(userSynced, { tenant, user: other, data });
  destroyKey({ tenant, user: other, category: 'identity' });
  setNow(new Date(now.getTime() + 3_600_000));
  const id = newId('redrive');
  await ask(store, { id });
  expect(await drain.next(place, never)).toEqual({ kind: 'drained' });
  expect(await redriveStatus(store, id)).toMatchObject({ gone: 1, handled: 0 });
  expect(await store.model(deadLetters).countDocuments()).toBe(0);
});

test("a batch handler's events are drained one by one", async () => {
  const poison = new Set([1]);
  const folding = onBatch([rosterChanged], {
    async handle(events, tx) {
      for (const { tenant, data } of events) {
        if (poison.has(data.billable)) throw permanent('poisoned', 'It can not be handled.');
        const seen = { $push: { seen: data.billable } };
        await tx.model(histories).updateOne({ _id: tenant }, seen, { upsert: true });
      }
    },
  });
  const service = defineService({ name: 'billing', collections: [histories], handlers: [folding] });
  const { deliver, drain, store } = await testService(service);
  const tenant = newId('tenant');
  for (const billable of [1, 2]) await deliver(rosterChanged, { tenant, data: { billable, guests: 0, version: 1 } });
  poison.clear();
  await ask(store, {});
  while ((await drain.next(partition, never)).kind === 'drained');
  expect((await store.model(histories).findById(tenant).lean())?.seen).toEqual([1, 2]);
  expect((await store.model(offsets).findOne().lean())?.drains).toBe(2);
});
