import { newId, permanent, plain, rosterChanged, tenantId, transient } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { testService } from '../testing/index.ts';
import { type EffectContext, effect } from './effect.ts';
import { ledger } from './ledger.ts';

const soon = { timeout: 10_000, interval: 20 };
const signs = collection({ name: 'signs', schema: z.object({ _id: tenantId, text: plain(z.string()) }) });

type Rung = { bell: string; attempt: number; id: string };
type Ringing = { whenUnknown?: 'give-up' | 'send-again'; deadlineMs?: number };

/** A service that rings bells outside, and tells how each ended by an event whose count is the length of its name. */
async function ringing(answer: (rung: Rung, context: EffectContext) => Promise<void>, options: Ringing = {}) {
  const rung: Rung[] = [];
  const ring = effect({
    name: 'ring',
    args: z.object({ bell: plain(z.string()) }),
    whenUnknown: () => options.whenUnknown ?? 'give-up',
    deadlineMs: options.deadlineMs ?? 5_000,
    publishes: [rosterChanged],
    async perform({ bell }, context) {
      const one = { bell, attempt: context.attempt, id: context.id };
      rung.push(one);
      await answer(one, context);
    },
    async settle(outcome, { bell }, tx) {
      if (bell === 'cursed') throw new Error('nobody foresaw this');
      const ends = { known: 1, failed: 2, unknown: 3 };
      tx.publish(rosterChanged, { billable: ends[outcome.kind], guests: bell.length, version: 1 });
    },
  });
  const service = await testService(defineService({ name: 'billing', collections: [signs], effects: [ring] }));
  const tenant = newId('tenant');
  return {
    ...service,
    tenant,
    ring,
    rung,
    bells: () => rung.map(({ bell }) => bell),
    /** Wants bells rung, all under one key, in one unit of work each. */
    async want(bells: readonly string[], key = 'tower', coalesce = false) {
      for (const bell of bells)
        await service.context.transact({ tenant }, async (tx) => tx.perform(ring, { bell }, { key, coalesce }));
    },
    statuses: async () => (await service.performed()).map(({ args, status }) => `${args.bell} ${status}`),
  };
}

test('effects of a key are performed one after another in the order asked for, others beside them', async () => {
  let busy = 0;
  let most = 0;
  const { want, runEffects, bells, statuses } = await ringing(async () => {
    busy++;
    most = Math.max(most, busy);
    await new Promise((resolve) => setTimeout(resolve, 30));
    busy--;
  });
  await want(['a1', 'a2', 'a3'], 'a');
  await want(['b1', 'b2', 'b3'], 'b');
  await runEffects();
  expect(bells().filter((bell) => bell.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  expect(bells().filter((bell) => bell.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
  expect(most).toBe(2);
  expect(await statuses()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map((bell) => `${bell} known`));
});

test('how it ended is told once, together with the mark that it did', async () => {
  const { want, runEffects, published } = await ringing(async ({ bell }) => {
    if (bell === 'refused') throw permanent('no-such-bell', 'There is no such bell.');
  });
  await want(['heard', 'refused']);
  await runEffects();
  await runEffects();
  expect((await published()).map(({ data }) => data)).toMatchObject([
    { billable: 1, guests: 'heard'.length },
    { billable: 2, guests: 'refused'.length },
  ]);
});

test('a refusal keeps its code, and what follows goes on', async () => {
  const { want, runEffects, store, statuses } = await ringing(async ({ bell }) => {
    if (bell === 'refused') throw permanent('no-such-bell', 'There is no such bell.');
  });
  await want(['refused', 'heard']);
  await runEffects();
  expect(await statuses()).toEqual(['refused failed', 'heard known']);
  expect((await store.model(ledger).findOne({ status: 'failed' }).lean())?.code).toBe('no-such-bell');
});

test('a lost answer is given up where a double would be worse', async () => {
  const { want, runEffects, statuses, rung, published } = await ringing(async ({ bell }) => {
    if (bell === 'lost') throw new Error('socket hang up');
  });
  await want(['lost', 'next']);
  await runEffects();
  expect(await statuses()).toEqual(['lost unknown', 'next known']);
  expect(rung).toHaveLength(2);
  expect((await published())[0]?.data).toMatchObject({ billable: 3 });
});

test('a lost answer is followed by another attempt under the same id where a loss would be worse', async () => {
  const { want, runEffects, statuses, rung } = await ringing(
    async ({ attempt }) => {
      if (attempt === 1) throw new Error('socket hang up');
    },
    { whenUnknown: 'send-again' },
  );
  await want(['bell']);
  await vi.waitFor(async () => {
    await runEffects();
    expect(await statuses()).toEqual(['bell known']);
  }, soon);
  expect(rung.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(new Set(rung.map(({ id }) => id)).size).toBe(1);
});

test('a rate limit is waited out as long as it says; its key waits, others go on', async () => {
  const { want, runEffects, store, bells } = await ringing(async ({ bell, attempt }) => {
    if (bell === 'limited' && attempt === 1) throw transient('rate-limited', 'Too often.', { after: 60_000 });
  });
  await want(['limited', 'behind'], 'busy');
  await want(['beside'], 'free');
  const asked = Date.now();
  await runEffects();
  expect(bells().toSorted()).toEqual(['beside', 'limited']);
  const waiting = { 'args.bell': 'limited' };
  const row = await store.model(ledger).findOne(waiting).lean();
  expect(row).toMatchObject({ status: 'intended', attempt: 1, code: 'rate-limited' });
  expect(row?.dueAt.getTime()).toBeGreaterThanOrEqual(asked + 60_000);
  await store.model(ledger).updateMany({ key: 'busy' }, { $set: { dueAt: new Date() } });
  await runEffects();
  expect(bells().slice(2)).toEqual(['limited', 'behind']);
});

test('an attempt whose process is gone ends as its kind says', async () => {
  for (const [whenUnknown, status] of [
    ['give-up', 'unknown'],
    ['send-again', 'known'],
  ] as const) {
    const { want, runEffects, store, statuses } = await ringing(async () => {}, { whenUnknown });
    await want(['bell', 'next']);
    const lost = { status: 'sending' as const, attempt: 1, until: new Date(Date.now() - 1) };
    await store.model(ledger).updateOne({ 'args.bell': 'bell' }, { $set: lost });
    await vi.waitFor(async () => {
      await runEffects();
      expect(await statuses()).toEqual([`bell ${status}`, 'next known']);
    }, soon);
  }
});

test('an attempt that still may be under way elsewhere is left alone, and its key with it', async () => {
  const { want, store, rung, context, ...rest } = await ringing(async () => {});
  await want(['bell', 'next']);
  const elsewhere = { status: 'sending' as const, attempt: 1, until: new Date(Date.now() + 60_000) };
  await store.model(ledger).updateOne({ 'args.bell': 'bell' }, { $set: elsewhere });
  await want(['beside'], 'free');
  const running = rest.startEffects();
  await vi.waitFor(() => expect(rung.map(({ bell }) => bell)).toEqual(['beside']), soon);
  await running.stop();
  expect(rung).toHaveLength(1);
});

test('what a replica was about when it was killed counts as lost as soon as it is back', async () => {
  const { want, store, startEffects, statuses } = await ringing(async () => {});
  await want(['bell', 'next']);
  const earlier = { status: 'sending' as const, attempt: 1, by: 'gateway-0', until: new Date(Date.now() + 60_000) };
  await store.model(ledger).updateOne({ 'args.bell': 'bell' }, { $set: earlier });
  const running = startEffects('gateway-0');
  await vi.waitFor(async () => expect(await statuses()).toEqual(['bell unknown', 'next known']), soon);
  await running.stop();
});

test('what a runner knows too late is ignored: someone else has settled it', async () => {
  const late = Promise.withResolvers<void>();
  const { want, startEffects, store, rung, published } = await ringing(() => late.promise);
  await want(['bell']);
  const running = startEffects();
  await vi.waitFor(() => expect(rung).toHaveLength(1), soon);
  await store.model(ledger).updateOne({ status: 'sending' }, { $set: { status: 'unknown', doneAt: new Date() } });
  late.resolve();
  await running.stop();
  expect(await published()).toEqual([]);
  expect((await store.model(ledger).findOne().lean())?.status).toBe('unknown');
});

test('two runners that both believe they may perform nothing twice', async () => {
  const { want, startEffects, store, bells } = await ringing(async () => {});
  const keys = Array.from({ length: 12 }, (_, i) => `key${i}`);
  for (const key of keys) await want([key], key);
  const runners = [startEffects(), startEffects()];
  await vi.waitFor(async () => expect(await store.model(ledger).countDocuments({ status: 'known' })).toBe(12), soon);
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(bells().toSorted()).toEqual(keys.toSorted());
});

test('a call that ignores its deadline is counted as lost, and holds up neither the others nor a stop', async () => {
  const { want, startEffects, statuses } = await ringing(
    async ({ bell }) => {
      if (bell === 'deaf') await new Promise(() => {});
    },
    { deadlineMs: 300 },
  );
  await want(['deaf', 'next']);
  const running = startEffects();
  await vi.waitFor(async () => expect(await statuses()).toEqual(['deaf unknown', 'next known']), soon);
  await running.stop();
});

test('an outcome that cannot be settled holds up its own key only', async () => {
  const { want, startEffects, store, rung } = await ringing(async () => {});
  await want(['cursed', 'behind'], 'cursed');
  const running = startEffects();
  await vi.waitFor(() => expect(rung).toHaveLength(1), soon);
  await store.model(ledger).updateOne({ status: 'sending' }, { $set: { until: new Date(Date.now() - 1) } });
  await want(['beside'], 'free');
  await vi.waitFor(() => expect(rung.map(({ bell }) => bell)).toEqual(['cursed', 'beside']), soon);
  await running.stop();
});

test('the order of a key holds however attempts are put off', async () => {
  const { want, startEffects, rung, store } = await ringing(async ({ attempt }) => {
    if (attempt < 4) throw transient('not-yet', 'Not yet.', { after: 1 });
  });
  const keys = Array.from({ length: 12 }, (_, i) => `key${i}`);
  for (const key of keys) await want([`${key} 1`, `${key} 2`], key);
  const running = startEffects();
  const done = { status: 'known' as const };
  await vi.waitFor(async () => expect(await store.model(ledger).countDocuments(done)).toBe(24), { timeout: 25_000 });
  await running.stop();
  for (const key of keys) {
    const mine = rung.filter(({ bell }) => bell.startsWith(`${key} `)).map(({ bell }) => bell.slice(-1));
    expect(mine.join('')).toBe('11112222');
  }
});

test('what is put off does not keep others waiting, however much it is', async () => {
  const { want, startEffects, store, tenant, rung } = await ringing(async () => {});
  const later = {
    status: 'intended' as const,
    attempt: 1,
    dueAt: new Date(Date.now() + 60_000),
    createdAt: new Date(),
  };
  const rows = Array.from({ length: 600 }, (_, index) => ({
    _id: newId('effect'),
    effect: 'ring',
    tenant,
    key: `limited ${index}`,
    args: { bell: 'limited' },
    cause: 'crescendo.messages/0',
    position: 1,
    index,
    ...later,
  }));
  await store.model(ledger).insertMany(rows);
  await want(['beside'], 'free');
  const running = startEffects();
  await vi.waitFor(() => expect(rung.map(({ bell }) => bell)).toEqual(['beside']), soon);
  await running.stop();
});

test('what is asked for again while it waits is done once', async () => {
  const { want, runEffects, bells } = await ringing(async () => {});
  await want(['sign', 'sign', 'sign'], 'wall', true);
  await want(['sign'], 'other wall', true);
  await runEffects();
  await want(['sign'], 'wall', true);
  await runEffects();
  expect(bells()).toHaveLength(3);
});

test('what changed while a shared effect was being started is done by the next', async () => {
  const seen: (string | undefined)[] = [];
  const { want, runEffects, context, ring, tenant, store } = await ringing(async () => {
    seen.push((await store.model(signs).findById(tenant).lean())?.text);
  });
  await store.model(signs).create([{ _id: tenant, text: 'old' }]);
  await want(['sign'], 'wall', true);
  const reading = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const changing = context.transact({ tenant }, async (tx) => {
    await tx.model(signs).findById(tenant);
    reading.resolve();
    await started.promise;
    await tx.model(signs).updateOne({ _id: tenant }, { $set: { text: 'new' } });
    tx.perform(ring, { bell: 'sign' }, { key: 'wall', coalesce: true });
  });
  await reading.promise;
  await runEffects();
  started.resolve();
  await changing;
  await runEffects();
  expect(seen).toEqual(['old', 'new']);
});
