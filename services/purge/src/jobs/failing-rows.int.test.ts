import { refusing, runOf, testService } from '@crescendo/chassis-testing';
import { newId, tenantTerminated } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { erasureAnswers, erasures } from '../erasures/erasures.ts';
import { withdrawals } from '../erasures/withdrawals.ts';
import { Epochs } from '../keys/epochs.ts';
import { Keys } from '../keys/keys.ts';
import { TenantKeys } from '../keys/tenant-keys.ts';
import { purge } from '../service.ts';
import {
  daysAfterNoon,
  hoursAfterNoon,
  keyDirectories,
  keyService,
  NOON,
  newMaster,
  receiptKey,
  resolve,
  settings,
} from '../testing.ts';
import { advanceErasures } from './advance-erasures.ts';
import { destroyIntakeKeys } from './destroy-intake-keys.ts';
import { forgetReceipts } from './forget-receipts.ts';
import { shredWithdrawn } from './shred-withdrawn.ts';

/** In hours: after this time a row that has failed once no longer waits. */
const LATER = 0.01;

test('an erasure that cannot go on keeps no other waiting, and goes on once it can', async () => {
  const definition = purge({ master: await newMaster(), receiptKey }, { ...settings, ...(await keyDirectories()) });
  const { context, deliver, setNow } = await testService(definition, { now: NOON });
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  const data = { why: 'ended-by-admin' as const, at: NOON.getTime(), grace: 'none' as const };
  for (const tenant of [stuck, free]) await deliver(tenantTerminated, { tenant, data });
  const coordination = {
    shred: async () => ({ keys: 1, entry: 1, at: NOON, hash: 'a'.repeat(64) }),
    issue: () => 'a receipt',
    leaseMs: 0,
    confirm: async () => {
      throw new Error('of an end on express wish nobody is asked for evidence');
    },
    breaker: { endsPerHour: 3, customers: async () => 2 },
  };
  const poisoned = new Set([stuck]);
  const run = runOf(advanceErasures(coordination), refusing(context, poisoned));
  const states = async () =>
    new Map((await context.model(erasures).find().lean()).map(({ tenant, state }) => [tenant, state]));
  await run(NOON);
  expect(await states()).toEqual(
    new Map([
      [stuck, 'requested'],
      [free, 'fenced'],
    ]),
  );
  poisoned.clear();
  await run(NOON);
  expect((await states()).get(stuck)).toBe('requested');
  setNow(hoursAfterNoon(LATER));
  await run(hoursAfterNoon(LATER));
  expect((await states()).get(stuck)).toBe('fenced');
});

test('what was taken back and cannot be shredded keeps no other waiting', async () => {
  const { context, setNow } = await keyService();
  const rows = [0, 1].map((at) => ({
    ...{ _id: newId('event'), tenant: newId('tenant'), user: newId('user'), category: 'feedback' as const },
    ...{ erasure: newId('erasure'), withdrawnAt: new Date(NOON.getTime() + at), status: 'waiting' as const },
  }));
  await context.model(withdrawals).insertMany(rows);
  const [stuck, free] = rows.map(({ tenant }) => tenant);
  const shredded: string[] = [];
  let broken = true;
  const run = runOf(
    shredWithdrawn({
      async shred(_service, { tenant }) {
        if (broken && tenant === stuck) throw new Error('nobody foresaw it');
        shredded.push(tenant);
        return { keys: 1, entry: 1, at: NOON, hash: '' };
      },
    }),
    context,
  );
  await run(NOON);
  await run(NOON);
  expect(shredded).toEqual([free]);
  broken = false;
  setNow(hoursAfterNoon(LATER));
  await run(hoursAfterNoon(LATER));
  expect(shredded).toEqual([free, stuck]);
  expect(await context.model(withdrawals).countDocuments({ status: 'waiting' })).toBe(0);
});

test("a customer's intake keys that cannot be destroyed leave no other's there", async () => {
  const { ask, context, setNow } = await keyService();
  const tenants = [newId('tenant'), newId('tenant')];
  for (const tenant of tenants) await ask({ service: 'gateway', tenant }, '/keys/intake', { days: ['2026-11-24'] });
  let calls = 0;
  const failingOnce: typeof context = {
    ...context,
    async transaction(work) {
      if (calls++ === 0) throw new Error('nobody foresaw it');
      return await context.transaction(work);
    },
  };
  const left = () => context.model(Keys).countDocuments({ category: 'intake' });
  const run = runOf(destroyIntakeKeys, failingOnce);
  setNow(daysAfterNoon(4));
  await run(daysAfterNoon(4));
  expect(await left()).toBe(1);
  setNow(daysAfterNoon(5));
  await run(daysAfterNoon(5));
  expect(await left()).toBe(0);
});

test("while one customer's key cannot be brought along the others are, and the old epoch's key stays until it is", async () => {
  const { ask, context, setNow, runJob } = await keyService();
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  for (const tenant of [stuck, free]) await resolve(ask, tenant, [newId('user')]);
  const rows = context.model(TenantKeys);
  const before = await rows.findById(stuck).lean();
  const other = await rows.findById(free).lean();
  await rows.updateOne({ _id: stuck }, { $set: { wrapped: other?.wrapped } });
  const epochOf = async (tenant: string) => (await rows.findById(tenant).lean())?.epoch;
  const epochs = async () => (await context.model(Epochs).find().sort({ _id: 1 }).lean()).map(({ _id }) => _id);
  setNow(hoursAfterNoon(12));
  await runJob('rotate-epoch');
  expect([await epochOf(stuck), await epochOf(free), await epochs()]).toEqual([1, 2, [1, 2]]);
  await rows.updateOne({ _id: stuck }, { $set: { wrapped: before?.wrapped } });
  setNow(hoursAfterNoon(12 + LATER));
  await runJob('rotate-epoch');
  expect([await epochOf(stuck), await epochs()]).toEqual([2, [2]]);
});

test('a receipt that cannot be forgotten leaves no other there', async () => {
  const { context, setNow } = await keyService();
  const rows = [0, 1].map((at) => ({
    ...{ _id: newId('erasure'), tenant: newId('tenant'), user: newId('user'), scope: 'person' as const },
    ...{ why: 'asked' as const, state: 'done' as const, since: new Date(NOON.getTime() + at), requestedAt: NOON },
    ...{ graceUntil: NOON, deadline: NOON, held: false, participants: [], times: {} },
  }));
  await context.model(erasures).insertMany(rows);
  let calls = 0;
  const failingOnce: typeof context = {
    ...context,
    model(collection) {
      if (collection.name === erasureAnswers.name && calls++ === 0) throw new Error('nobody foresaw it');
      return context.model(collection);
    },
  };
  const run = runOf(forgetReceipts, failingOnce);
  const left = () => context.model(erasures).countDocuments();
  setNow(daysAfterNoon(4 * 366));
  await run(daysAfterNoon(4 * 366));
  expect(await left()).toBe(1);
  setNow(daysAfterNoon(4 * 366 + 1));
  await run(daysAfterNoon(4 * 366 + 1));
  expect(await left()).toBe(0);
});
