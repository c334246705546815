import { ringing, soon } from '@crescendo/chassis-testing/effects';
import { expect, test, vi } from 'vitest';
import { ledger } from '../ledger/ledger.ts';

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
  const elsewhere = { status: 'sending' as const, attempt: 1, until: new Date(Date.now() + 3_600_000) };
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
  const earlier = { status: 'sending' as const, attempt: 1, by: 'gateway-0', until: new Date(Date.now() + 3_600_000) };
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
