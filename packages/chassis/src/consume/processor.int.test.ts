import { sharedSignatures, testService } from '@crescendo/chassis-testing';
import {
  messageSent,
  newId,
  permanent,
  personal,
  plain,
  rosterChanged,
  tenantId,
  transient,
  userId,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { createFences } from '../fences/fences.ts';
import { on } from '../handlers/on.ts';
import { deadLetter, skip } from '../handlers/outcome.ts';
import { readiness as createReadiness } from '../http/readiness.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox, offsets } from '../process/inbox.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createKillSwitch } from './kill-switch.ts';
import { createProcessor } from './processor.ts';

const seats = collection({ name: 'seats', schema: z.object({ _id: tenantId, count: plain(z.int()) }) });

/** Counts by increments, so that repeated handling shows. */
const counting = on(rosterChanged, {
  async handle(event, tx) {
    const { billable } = event.data;
    await tx.model(seats).updateOne({ _id: event.tenant }, { $inc: { count: billable } }, { upsert: true });
    if (billable === 13) throw new Error('nobody foresaw thirteen');
    if (billable === 66) return deadLetter('sixty-six');
    if (billable === 7) return skip('seven');
  },
});
const service = () => defineService({ name: 'billing', collections: [seats], handlers: [counting] });
const roster = (tenant: string, billable: number, id?: string) => ({
  tenant,
  data: { billable, guests: 0, version: 1 },
  ...(id && { id }),
});

test('an event is handled once, also when it comes twice', async () => {
  const { deliver, context } = await testService(service());
  const tenant = newId('tenant');
  const id = newId('event');
  expect((await deliver(rosterChanged, roster(tenant, 5, id))).outcome).toEqual({ kind: 'done' });
  expect((await deliver(rosterChanged, roster(tenant, 5, id))).outcome).toEqual({ kind: 'duplicate' });
  expect((await context.model(seats).findById(tenant).lean())?.count).toBe(5);
});

test('effect, inbox row and offset are one: a handler that fails leaves none of them but a dead letter', async () => {
  const { deliver, context, store } = await testService(service());
  const tenant = newId('tenant');
  expect((await deliver(rosterChanged, roster(tenant, 13))).outcome).toEqual({
    kind: 'dead-letter',
    code: 'unexpected',
  });
  expect(await context.model(seats).findById(tenant)).toBeNull();
  expect(await store.model(deadLetters).findOne({ tenant }).lean()).toMatchObject({ status: 'dead', attempts: 5 });
  expect(await store.model(inbox).countDocuments()).toBe(1);
  expect((await store.model(offsets).findOne().lean())?.next).toBe(1);
});

test('a consumer that has lost its partition commits nothing, whatever its handler did', async () => {
  const { deliver, context, store } = await testService(service());
  const tenant = newId('tenant');
  await deliver(rosterChanged, roster(tenant, 5));
  await store.model(offsets).updateOne({}, { $inc: { next: 10 } });
  for (const billable of [5, 66])
    await expect(deliver(rosterChanged, roster(tenant, billable))).rejects.toMatchObject({ code: 'stale-offset' });
  expect((await context.model(seats).findById(tenant).lean())?.count).toBe(5);
  expect(await store.model(inbox).countDocuments()).toBe(1);
  expect(await store.model(deadLetters).countDocuments()).toBe(0);
});

test('what follows a dead letter of the same key is parked in order, other keys go on', async () => {
  const { deliver, context, store } = await testService(service());
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  expect((await deliver(rosterChanged, roster(stuck, 66))).outcome).toEqual({ kind: 'dead-letter', code: 'sixty-six' });
  expect((await deliver(rosterChanged, roster(stuck, 1))).outcome).toEqual({ kind: 'parked' });
  expect((await deliver(rosterChanged, roster(stuck, 2))).outcome).toEqual({ kind: 'parked' });
  expect((await deliver(rosterChanged, roster(free, 3))).outcome).toEqual({ kind: 'done' });
  const parked = await store.model(deadLetters).find({ status: 'parked' }).sort({ offset: 1 }).lean();
  expect(parked.map((row) => JSON.parse(row.value ?? '{}').billable)).toEqual([1, 2]);
  expect(await context.model(seats).findById(stuck)).toBeNull();
  expect((await context.model(seats).findById(free).lean())?.count).toBe(3);
});

test('a skip keeps what the handler did and counts with its code', async () => {
  const { deliver, metrics } = await testService(service());
  expect((await deliver(rosterChanged, roster(newId('tenant'), 7))).outcome).toEqual(skip('seven'));
  expect(await metrics.registry.getSingleMetricAsString('crescendo_events_handled_total')).toContain('code="seven"');
});

test('an event whose key was destroyed is gone, and nothing is parked behind it', async () => {
  const opening = on(messageSent, {
    opens: ['place'],
    async handle() {
      return skip('opened');
    },
  });
  const now = new Date();
  const { deliver, destroyKey, setNow } = await testService(
    defineService({ name: 'gateway', handlers: [opening], opens: ['message', 'intake', 'credential'] }),
    { now },
  );
  const [tenant, user] = [newId('tenant'), newId('user')];
  const place = { channel: 'D1', ts: '1.2' };
  const sent = { tenant, user, data: { message: newId('message'), outcome: 'sent' as const, place } };
  const meanwhile = () => {
    destroyKey({ tenant, user, category: 'identity' });
    setNow(new Date(now.getTime() + 3_600_000));
  };
  expect((await deliver(messageSent, sent)).outcome).toEqual(skip('opened'));
  expect((await deliver(messageSent, { ...sent, meanwhile })).outcome).toEqual({ kind: 'gone' });
  const empty = { tenant, user, data: { message: newId('message'), outcome: 'unknown' as const } };
  expect((await deliver(messageSent, empty)).outcome).toEqual(skip('opened'));
});

const homes = collection({
  name: 'homes',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    user: userId,
    street: personal(z.string(), {
      category: 'identity',
      purpose: 'delivery',
      basis: 'contract',
      retention: 'a test',
      about: 'Where someone lives',
    }),
  }),
  indexes: [{ fields: { tenant: 1 } }],
});

test('an event that meets what was sealed under a destroyed key of its person is gone too', async () => {
  const remembering = on(messageSent, {
    async handle({ tenant, user = '' }, tx) {
      const rows = await tx.model(homes).find({ _id: user }).lean();
      await tx.open(homes, rows, ['street']);
      if (rows.length === 0)
        await tx.model(homes).create([await tx.seal(homes, { _id: user, tenant, user, street: 'Elm Street' })]);
    },
  });
  const now = new Date();
  const { deliver, destroyKey, setNow, store } = await testService(
    defineService({
      name: 'gateway',
      collections: [homes],
      handlers: [remembering],
      opens: ['message', 'intake', 'credential'],
    }),
    { now },
  );
  const [tenant, user] = [newId('tenant'), newId('user')];
  const sent = { tenant, user, data: { message: newId('message'), outcome: 'failed' as const } };
  expect((await deliver(messageSent, sent)).outcome).toEqual({ kind: 'done' });
  destroyKey({ tenant, user, category: 'identity' });
  setNow(new Date(now.getTime() + 3_600_000));
  expect((await deliver(messageSent, sent)).outcome).toEqual({ kind: 'gone' });
  expect(await store.model(deadLetters).countDocuments()).toBe(0);
});

test('a passing fault is waited out, however often it comes; a permanent one is a dead letter at once', async () => {
  let attempts = 0;
  const faulty = on(rosterChanged, {
    async handle(event) {
      attempts++;
      if (event.data.billable === 1) throw permanent('no-such-plan', 'There is no such plan.');
      if (attempts < 6) throw transient('away', 'It is away.', { after: 0 });
    },
  });
  const { deliver, store } = await testService(defineService({ name: 'billing', handlers: [faulty] }));
  const tenant = newId('tenant');
  expect((await deliver(rosterChanged, roster(tenant, 2))).outcome).toEqual({ kind: 'done' });
  expect(attempts).toBe(6);
  expect((await deliver(rosterChanged, roster(tenant, 1))).outcome).toMatchObject({ code: 'no-such-plan' });
  expect(attempts).toBe(7);
  expect(await store.model(deadLetters).findOne().lean()).toMatchObject({ code: 'no-such-plan', attempts: 1 });
});

test('records that are no events pause a consumer, but those of the control stream neither pause it nor wait', async () => {
  const { store, keyring } = await testService(service());
  const metrics = createMetrics('billing');
  const log = createLog('billing', 'silent');
  const killSwitch = createKillSwitch({ readiness: createReadiness(), metrics, log }, { firstProbeMs: 60_000 });
  const guards = { fences: createFences(store), signatures: sharedSignatures(), clock: systemClock };
  const parts = { service: 'billing' as const, handlers: [], store, keyring, ...guards, committed: () => {} };
  const { refuse } = createProcessor({ ...parts, killSwitch, metrics, log });
  const stopping = new AbortController();
  const refuseOn = async (topic: string, records: number) => {
    const era = 'test';
    const row = { next: 0, era, seen: new Map(), mayHaveLetters: false };
    await store.model(offsets).create([{ _id: `${topic}/0`, next: 0, reached: 0, era, seen: {} }]);
    for (let offset = 0; offset < records; offset++) {
      const place = { position: { topic, partition: 0, offset }, row: { ...row, next: offset } };
      await refuse(place, permanent('undecodable', 'It is no event.'), stopping.signal);
    }
  };
  const dead = (topic: string) => store.model(deadLetters).countDocuments({ topic, status: 'dead' });
  await refuseOn('crescendo.first.control', 12);
  expect(killSwitch.isPaused()).toBe(false);
  await refuseOn('crescendo.users', 11);
  expect(killSwitch.isPaused()).toBe(true);
  await refuseOn('crescendo.second.control', 2);
  expect([await dead('crescendo.first.control'), await dead('crescendo.second.control')]).toEqual([12, 2]);
});

test('what waits behind a dead letter is not overtaken when that is gone before it', async () => {
  const { deliver, store } = await testService(service());
  const tenant = newId('tenant');
  await deliver(rosterChanged, roster(tenant, 66));
  await deliver(rosterChanged, roster(tenant, 1));
  await store.model(deadLetters).deleteOne({ status: 'dead' });
  expect((await deliver(rosterChanged, roster(tenant, 2))).outcome).toEqual({ kind: 'parked' });
});
