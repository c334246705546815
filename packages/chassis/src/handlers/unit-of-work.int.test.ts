import { testService } from '@crescendo/chassis-testing';
import { newId, plain, rosterChanged, tenantId, tenantInstalled } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { effect } from '../effects/effect.ts';
import { ledger } from '../ledger/ledger.ts';
import { outbox } from '../outbox/outbox.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { MOST_PUBLISHED } from '../wire/sequence.ts';

const seats = collection({ name: 'seats', schema: z.object({ _id: tenantId, count: plain(z.int()) }) });
const ring = effect({
  name: 'ring',
  args: z.object({ times: plain(z.int()) }),
  whenUnknown: () => 'give-up',
  perform: async () => {},
});
const service = () => defineService({ name: 'billing', collections: [seats], effects: [ring] });
const counted = (billable: number) => ({ billable, guests: 0, version: 1 });

test('a unit of work that fails leaves no row, no event and no effect', async () => {
  const { context, store } = await testService(service());
  const tenant = newId('tenant');
  const failing = context.transact({ tenant, publishes: [rosterChanged] }, async (tx) => {
    await tx.model(seats).create([{ _id: tenant, count: 1 }]);
    tx.publish(rosterChanged, counted(1));
    tx.perform(ring, { times: 1 }, { key: tenant });
    throw new Error('at the last moment');
  });
  await expect(failing).rejects.toThrow('at the last moment');
  for (const part of [seats, outbox, ledger]) expect(await store.model(part).countDocuments()).toBe(0);
});

test('a unit of work whose event cannot be published leaves nothing either', async () => {
  const { context, store } = await testService(service());
  const tenant = newId('tenant');
  const failing = context.transact({ tenant, publishes: [rosterChanged] }, async (tx) => {
    await tx.model(seats).create([{ _id: tenant, count: 1 }]);
    tx.publish(rosterChanged, counted(-1));
  });
  await expect(failing).rejects.toMatchObject({ code: 'event-invalid' });
  expect(await store.model(seats).countDocuments()).toBe(0);
});

test('more events than can be told apart by their sequence are refused', async () => {
  const { context } = await testService(service());
  const publishing = context.transact({ tenant: newId('tenant'), publishes: [rosterChanged] }, async (tx) => {
    for (let count = 0; count <= MOST_PUBLISHED; count++) tx.publish(rosterChanged, counted(count));
  });
  await expect(publishing).rejects.toMatchObject({ code: 'publishes-too-many', retry: false });
});

test('an event that was not declared cannot be published', async () => {
  const { context } = await testService(service());
  const publishing = context.transact({ tenant: newId('tenant'), publishes: [rosterChanged] }, async (tx) => {
    // As an untyped caller could.
    Reflect.apply(tx.publish, tx, [tenantInstalled, { scopes: [] }]);
  });
  await expect(publishing).rejects.toMatchObject({ code: 'publish-undeclared' });
});

test('what an effect is told must fit its arguments: paths are named, values are not', async () => {
  const { context } = await testService(service());
  const tenant = newId('tenant');
  const failing = context.transact({ tenant }, async (tx) => tx.perform(ring, { times: 1.5 }, { key: tenant }));
  await expect(failing).rejects.toMatchObject({ code: 'effect-invalid', message: 'ring would not fit at: times.' });
});

test('of two units that meet in a row, the events have the order in which they committed', async () => {
  const { context, store, published } = await testService(service());
  const tenant = newId('tenant');
  await store.model(seats).create([{ _id: tenant, count: 0 }]);
  const early = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  let attempts = 0;
  const count = (billable: number, before?: () => Promise<void>) =>
    context.transact({ tenant, publishes: [rosterChanged] }, async (tx) => {
      await tx.model(seats).findById(tenant);
      await before?.();
      await tx.model(seats).updateOne({ _id: tenant }, { $set: { count: billable } });
      tx.publish(rosterChanged, counted(billable));
    });
  const first = count(1, async () => {
    attempts++;
    early.resolve();
    await late.promise;
  });
  await early.promise;
  await count(2);
  late.resolve();
  await first;
  expect(attempts).toBe(2);
  expect((await store.model(seats).findById(tenant).lean())?.count).toBe(1);
  expect((await published()).map(({ data }) => data)).toEqual([counted(2), counted(1)]);
});
