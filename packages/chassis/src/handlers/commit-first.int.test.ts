import { AsyncLocalStorage } from 'node:async_hooks';
import { testService } from '@crescendo/chassis-testing';
import { erasureStepRequested, newId, opaque, plain, rosterChanged, tenantId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { on } from './on.ts';
import type { Tx } from './tx.ts';

const outsideOfTransactions = AsyncLocalStorage.snapshot();

const desks = collection({
  name: 'desks',
  schema: z.object({ _id: opaque(z.string()), tenant: tenantId, number: plain(z.int()), uses: plain(z.int()) }),
  indexes: [{ fields: { tenant: 1, number: 1 }, unique: true }],
});

/** Uses the only desk with number 7, which gets its id in its own unit of work. */
async function useDesk(tx: Tx, beforeItIsThere?: () => Promise<unknown>): Promise<string> {
  const { tenant } = tx;
  const desk = await tx.model(desks).findOne({ tenant, number: 7 }).lean();
  if (!desk)
    tx.commitFirst(async (first) => {
      if (await first.model(desks).exists({ tenant, number: 7 })) return;
      await beforeItIsThere?.();
      await first.model(desks).create([{ _id: newId('event'), tenant, number: 7, uses: 0 }]);
    });
  await tx.model(desks).updateOne({ _id: desk._id }, { $inc: { uses: 1 } });
  return desk._id;
}

const service = (beforeItIsThere?: () => Promise<unknown>) =>
  defineService({
    name: 'billing',
    collections: [desks],
    handlers: [
      on(rosterChanged, {
        async handle(_event, tx) {
          await useDesk(tx, beforeItIsThere);
        },
      }),
    ],
  });
const data = { billable: 1, guests: 0, version: 1 };

test('a unit of work finds what it had committed first, and what it did itself is undone when it fails', async () => {
  const { context, store } = await testService(service());
  const tenant = newId('tenant');
  const used: string[] = [];
  const failing = context.transact({ tenant }, async (tx) => {
    used.push(await useDesk(tx));
    throw new Error('afterwards');
  });
  await expect(failing).rejects.toThrow('afterwards');
  expect(await store.model(desks).find({ tenant }).lean()).toMatchObject([{ _id: used[0], uses: 0 }]);
  expect(await context.transact({ tenant }, (tx) => useDesk(tx))).toBe(used[0]);
});

test('whoever is overtaken while committing first goes on with what the other committed', async () => {
  const { context, store } = await testService(service());
  const tenant = newId('tenant');
  const other = () => outsideOfTransactions(() => context.transact({ tenant }, (tx) => useDesk(tx)));
  const found: string[] = [];
  const mine = await context.transact({ tenant }, (tx) => useDesk(tx, async () => found.push(await other())));
  expect(found).toEqual([mine]);
  expect(await store.model(desks).find({ tenant }).lean()).toMatchObject([{ _id: mine, uses: 2 }]);
});

test('a handler of events does so too, and a copy of its event commits nothing first', async () => {
  const { deliver, store } = await testService(service());
  const [tenant, id] = [newId('tenant'), newId('event')];
  expect((await deliver(rosterChanged, { tenant, data, id })).outcome).toEqual({ kind: 'done' });
  await store.model(desks).deleteMany({ tenant });
  expect((await deliver(rosterChanged, { tenant, data, id })).outcome).toEqual({ kind: 'duplicate' });
  expect(await store.model(desks).countDocuments({ tenant })).toBe(0);
});

test('what was put aside does so when it is handled again, and not before', async () => {
  const { deliver, drain, runJob, store } = await testService(service());
  const tenant = newId('tenant');
  const ask = (step: 'hold' | 'release') =>
    deliver(erasureStepRequested, { tenant, data: { erasure: newId('erasure'), scope: 'tenant', step } });
  await ask('hold');
  expect((await deliver(rosterChanged, { tenant, data })).outcome).toEqual({ kind: 'parked' });
  expect(await store.model(desks).countDocuments({ tenant })).toBe(0);
  await ask('release');
  await runJob('erase');
  const at = { topic: rosterChanged.stream.topic, partition: 0 };
  while ((await drain.next(at, new AbortController().signal)).kind === 'drained');
  expect(await store.model(desks).find({ tenant }).lean()).toMatchObject([{ uses: 1 }]);
});

test('of a customer who is fenced nothing is committed first, also when that happens between the two', async () => {
  const tenant = newId('tenant');
  const fence = { erasure: newId('erasure'), scope: 'tenant', step: 'fence' } as const;
  const { context, deliver, store } = await testService(service());
  let fenced = false;
  const work = context.transact({ tenant }, async (tx) => {
    if (!fenced) await outsideOfTransactions(() => deliver(erasureStepRequested, { tenant, data: fence }));
    fenced = true;
    return await useDesk(tx);
  });
  await expect(work).rejects.toMatchObject({ code: 'gone' });
  expect((await deliver(rosterChanged, { tenant, data })).outcome).toEqual({ kind: 'gone' });
  expect(await store.model(desks).countDocuments({ tenant })).toBe(0);
});

test('what did not help is a failure that may pass, not a loop', async () => {
  const { context } = await testService(service());
  let asked = 0;
  const inVain = context.transact({ tenant: newId('tenant') }, async (tx) => {
    asked += 1;
    tx.commitFirst(async () => {});
  });
  await expect(inVain).rejects.toMatchObject({ code: 'committed-first-in-vain', retry: true });
  expect(asked).toBe(2);
});
