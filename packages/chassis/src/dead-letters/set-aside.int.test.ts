import { erasureWorld } from '@crescendo/chassis-testing/erasure';
import { type ErasureStep, erasureStepRequested, newId, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { fences } from '../fences/fences.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import { askRedrive } from './ask.ts';
import { groups, list } from './look.ts';

const never = new AbortController().signal;
const partition = { topic: erasureStepRequested.stream.topic, partition: 0 };

/** A service in which the fence step fails for the customers in `failing`, each with its error. */
async function failingWorld() {
  const failing = new Map<string, Error>();
  let attempts = 0;
  const world = await erasureWorld({
    erasure: {
      async onFence(_tx, { tenant }) {
        const error = failing.get(tenant);
        if (error) attempts++;
        if (error) throw error;
      },
    },
  });
  const { store, deliver, drain } = world;
  const letters = store.model(deadLetters);
  return {
    ...world,
    attempts: () => attempts,
    fails: (tenant: string, error = new Error('nobody foresaw it')) => void failing.set(tenant, error),
    heals: (tenant: string) => void failing.delete(tenant),
    async step(tenant: string, step: ErasureStep, more: { from?: 'billing' } = {}) {
      const data = { erasure: newId('erasure'), scope: 'tenant' as const, step };
      return (await deliver(erasureStepRequested, { tenant, data, ...more })).outcome;
    },
    rows: async () =>
      (await letters.find().sort({ offset: 1 }).lean()).map(({ tenant, status, code }) => [tenant, status, code]),
    /** Drains as if the retry were due and the broker had everything that the partition caused before. */
    async drainDue() {
      await store.model(outbox).updateMany({}, { $set: { status: 'sent' } });
      await letters.updateMany({ status: 'set-aside' }, { $set: { nextAt: new Date(0) } });
      return await drain.next(partition, never);
    },
    async drainAll() {
      while ((await drain.next(partition, never)).kind === 'drained')
        await store.model(outbox).updateMany({}, { $set: { status: 'sent' } });
    },
    stateOf: async (tenant: string) => (await store.model(fences).findById(tenant).lean())?.state ?? 'open',
    letters,
  };
}

test('a control event that fails five times is set aside with those of its tenant; others go on, and so does it once it can', async () => {
  const { fails, heals, step, attempts, rows, drainDue, drainAll, stateOf, store } = await failingWorld();
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  fails(stuck);
  expect(await step(stuck, 'hold')).toEqual({ kind: 'done' });
  expect(await step(stuck, 'fence')).toEqual({ kind: 'set-aside', code: 'unexpected' });
  expect(attempts()).toBe(5);
  expect(await step(stuck, 'close')).toEqual({ kind: 'parked' });
  expect(await step(stuck, 'erase')).toEqual({ kind: 'parked' });
  expect(await step(free, 'fence')).toEqual({ kind: 'done' });
  expect(await rows()).toEqual([
    [stuck, 'set-aside', 'unexpected'],
    [stuck, 'parked', 'parked'],
    [stuck, 'parked', 'parked'],
  ]);
  expect(await stateOf(stuck)).toBe('held');
  heals(stuck);
  expect(await drainDue()).toEqual({ kind: 'drained' });
  expect(await stateOf(stuck)).toBe('fenced');
  expect(await step(stuck, 'verify')).toEqual({ kind: 'parked' });
  await drainAll();
  expect(await rows()).toEqual([]);
  const steps = await store.model(inbox).find({ tenant: stuck }).sort({ at: 1 }).lean();
  expect(steps.map(({ outcome }) => outcome)).toEqual(Array(5).fill('done'));
  expect(await step(stuck, 'verify')).toEqual({ kind: 'done' });
});

test('it is tried again once at a time, later each time, and is never dead', async () => {
  const { fails, step, attempts, rows, drain, drainDue, letters } = await failingWorld();
  const tenant = newId('tenant');
  fails(tenant);
  await step(tenant, 'fence');
  await letters.updateMany({}, { $set: { nextAt: new Date(Date.now() + 60_000) } });
  expect(await drain.next(partition, never)).toEqual({ kind: 'nothing' });
  const waits: number[] = [];
  for (let times = 0; times < 12; times++) {
    expect(await drainDue()).toEqual({ kind: 'drained' });
    const row = await letters.findOne().lean();
    waits.push((row?.nextAt?.getTime() ?? 0) - Date.now());
  }
  expect(attempts()).toBe(17);
  expect(await rows()).toEqual([[tenant, 'set-aside', 'unexpected']]);
  expect(waits.at(-1)).toBeGreaterThan(100_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
});

test('what may pass, but does not for one tenant, makes room for the others too', async () => {
  const { fails, step } = await failingWorld();
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  fails(stuck, transient('key-service-unavailable', 'It does not answer for this tenant.', { after: 600_000 }));
  expect(await step(stuck, 'fence')).toEqual({ kind: 'set-aside', code: 'key-service-unavailable' });
  expect(await step(free, 'fence')).toEqual({ kind: 'done' });
});

test('what its producer did not sign is a dead letter at once, and nothing of its tenant waits behind it', async () => {
  const { step, rows } = await failingWorld();
  const tenant = newId('tenant');
  expect(await step(tenant, 'fence', { from: 'billing' })).toMatchObject({ kind: 'dead-letter' });
  expect(await step(tenant, 'fence')).toEqual({ kind: 'done' });
  expect(await rows()).toMatchObject([[tenant, 'dead', 'signature-invalid']]);
});

test('operators see whose erasure it is, can have it tried at once, and cannot dismiss it', async () => {
  const { fails, heals, step, rows, drain, drainAll, store, letters } = await failingWorld();
  const tenant = newId('tenant');
  fails(tenant);
  await step(tenant, 'fence');
  await step(tenant, 'close');
  await letters.updateMany({ status: 'set-aside' }, { $set: { nextAt: new Date(Date.now() + 60_000) } });
  const [item] = (await list(store, { filter: {}, status: 'set-aside', limit: 9 })).items;
  expect(item).toMatchObject({ tenant, type: 'erasure-step-requested', nextAt: expect.any(String) });
  expect(await groups(store, {})).toMatchObject([{ code: 'unexpected', dead: 0, setAside: 1, parked: 1 }]);

  const request = { filter: {}, reason: 'mended', dryRun: false };
  const ask = (action: 'redrive' | 'dismiss') => askRedrive(store, 'ada', { ...request, action, id: newId('redrive') });
  await expect(ask('dismiss')).rejects.toMatchObject({ code: 'control-event-never-dismissed' });
  expect(await ask('redrive')).toMatchObject({ dead: 1, parked: 1 });
  expect(await drain.next(partition, never)).toEqual({ kind: 'drained' });
  expect(await rows()).toEqual([
    [tenant, 'set-aside', 'unexpected'],
    [tenant, 'parked', 'parked'],
  ]);
  heals(tenant);
  await ask('redrive');
  await drainAll();
  expect(await rows()).toEqual([]);
});

test('an erasure lets go of no step of its own that was set aside, and when it is over nothing of it is left', async () => {
  const { fails, heals, step, rows, drainDue, drainAll, runJob, stateOf, roster, rowsOf } = await failingWorld();
  const tenant = newId('tenant');
  await roster(tenant);
  await step(tenant, 'erase');
  fails(tenant);
  await step(tenant, 'fence');
  await runJob('erase');
  expect(await rows()).toEqual([[tenant, 'set-aside', 'unexpected']]);
  heals(tenant);
  await drainDue();
  await drainAll();
  expect(await stateOf(tenant)).toBe('fenced');
  await step(tenant, 'verify');
  await runJob('erase');
  expect([await rows(), await rowsOf(tenant)]).toEqual([[], []]);
});
