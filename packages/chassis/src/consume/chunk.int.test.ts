import { testService } from '@crescendo/chassis-testing';
import { newId, plain, rosterChanged, tenantId, tenantInstalled } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { on } from '../handlers/on.ts';
import { onBatch } from '../handlers/on-batch.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox, offsets } from '../process/inbox.ts';
import { moveOffset, partitionRow } from '../process/offsets.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';

const seats = collection({ name: 'seats', schema: z.object({ _id: tenantId, count: plain(z.int()) }) });

/** Counts by increments, so that repeated handling shows. */
const counting = onBatch([rosterChanged], {
  async handle(events, tx) {
    if (events.some(({ data }) => data.billable === 13)) throw new Error('nobody foresaw thirteen');
    for (const { tenant, data } of events)
      await tx.model(seats).updateOne({ _id: tenant }, { $inc: { count: data.billable } }, { upsert: true });
  },
});
const billing = () => defineService({ name: 'billing', collections: [seats], handlers: [counting] });
const roster = (tenant: string, billable: number, id = newId('event')) =>
  [rosterChanged, { tenant, id, data: { billable, guests: 0, version: 1 } }] as const;

test('a chunk is one: its effects, the offset behind its last event, and what tells their copies', async () => {
  const { deliverBatch, context, store } = await testService(billing());
  const [one, two] = [newId('tenant'), newId('tenant')];
  expect((await deliverBatch([roster(one, 1), roster(two, 2), roster(one, 4)])).outcome).toBe(true);
  expect((await context.model(seats).findById(one).lean())?.count).toBe(5);
  expect((await context.model(seats).findById(two).lean())?.count).toBe(2);
  expect((await store.model(offsets).findOne().lean())?.next).toBe(3);
  expect(await store.model(inbox).countDocuments({ outcome: 'done' })).toBe(3);
});

test('copies in a chunk, of earlier events and of its own, have no second effect', async () => {
  const { deliverBatch, context, metrics } = await testService(billing());
  const tenant = newId('tenant');
  const [first, second] = [roster(tenant, 1), roster(tenant, 2)];
  await deliverBatch([first, roster(tenant, 8)]);
  await deliverBatch([first, second, second]);
  expect((await context.model(seats).findById(tenant).lean())?.count).toBe(11);
  expect(await metrics.registry.getSingleMetricAsString('crescendo_events_handled_total')).toMatch(
    /outcome="duplicate",code="",service="billing"} 2/,
  );
});

test('a chunk that fails leaves nothing, and its events can be handled one by one', async () => {
  const { deliverBatch, deliver, context, store } = await testService(billing());
  const [well, ill] = [newId('tenant'), newId('tenant')];
  expect((await deliverBatch([roster(well, 1), roster(ill, 13)])).outcome).toBe(false);
  expect(await context.model(seats).countDocuments()).toBe(0);
  expect((await store.model(offsets).findOne().lean())?.next).toBe(0);
  expect((await deliver(...roster(well, 1))).outcome).toEqual({ kind: 'done' });
  expect((await deliver(...roster(ill, 13))).outcome).toMatchObject({ kind: 'dead-letter', code: 'unexpected' });
  expect((await context.model(seats).findById(well).lean())?.count).toBe(1);
});

test('in a chunk, what waits behind a dead letter of its key is parked, and the rest is handled', async () => {
  const { deliverBatch, deliver, context, store } = await testService(billing());
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  await deliver(...roster(stuck, 13));
  expect((await deliverBatch([roster(stuck, 1), roster(free, 2), roster(stuck, 3)])).outcome).toBe(true);
  expect(await context.model(seats).findById(stuck)).toBeNull();
  expect((await context.model(seats).findById(free).lean())?.count).toBe(2);
  const parked = await store.model(deadLetters).find({ status: 'parked' }).sort({ offset: 1 }).lean();
  expect(parked.map(({ value }) => JSON.parse(value ?? '{}').billable)).toEqual([1, 3]);
});

test('a chunk of a consumer that has lost its partition commits nothing', async () => {
  const { deliverBatch, context, store } = await testService(billing());
  const tenant = newId('tenant');
  await deliverBatch([roster(tenant, 1)]);
  await store.model(offsets).updateOne({}, { $inc: { next: 10 } });
  await expect(deliverBatch([roster(tenant, 2)])).rejects.toMatchObject({ code: 'stale-offset' });
  expect((await context.model(seats).findById(tenant).lean())?.count).toBe(1);
});

test('a row that was moved back by hand begins a new era, one that was moved on does not', async () => {
  const { store } = await testService(billing());
  const at = { topic: rosterChanged.stream.topic, partition: 0 };
  const first = await partitionRow(store, at, 5);
  await moveOffset(store, { to: { ...at, offset: 8 }, from: first, seen: new Map([['ingestion slack/0/e', 7]]) });
  expect(await partitionRow(store, at, 5)).toEqual({
    next: 9,
    era: first.era,
    seen: new Map([['ingestion slack/0/e', 7]]),
    mayHaveLetters: false,
  });
  await store.model(offsets).updateOne({}, { $set: { next: 20 } });
  expect((await partitionRow(store, at, 5)).era).toBe(first.era);
  await store.model(offsets).updateOne({}, { $set: { next: 3 } });
  const back = await partitionRow(store, at, 5);
  expect(back.next).toBe(3);
  expect(back.era > first.era).toBe(true);
  expect((await partitionRow(store, at, 5)).era).toBe(back.era);
});

test('what a batch handler publishes is about whom it says, in the order it says it', async () => {
  const answering = onBatch([tenantInstalled], {
    publishes: [rosterChanged],
    async handle(events, tx) {
      for (const [version, event] of events.entries())
        tx.publish(rosterChanged, { billable: 1, guests: 0, version }, event);
    },
  });
  const { deliverBatch } = await testService(defineService({ name: 'billing', handlers: [answering] }));
  const tenants = [newId('tenant'), newId('tenant'), newId('tenant')];
  const scopes: string[] = [];
  const times = tenants.map((_, hour) => new Date(Date.UTC(2026, 10, 24, hour)));
  const { published } = await deliverBatch(
    tenants.map((tenant, i) => [tenantInstalled, { tenant, time: times[i] ?? new Date(), data: { scopes } }] as const),
  );
  expect(published.map(({ tenant, key, data }) => [tenant, key, data])).toEqual(
    tenants.map((tenant, version) => [tenant, tenant, { billable: 1, guests: 0, version }]),
  );
});

test('one handler takes a type, be it alone or in chunks', () => {
  const single = on(rosterChanged, { async handle() {} });
  expect(() => defineService({ name: 'billing', collections: [seats], handlers: [single, counting] })).toThrow(
    'two handlers for roster-changed',
  );
});
