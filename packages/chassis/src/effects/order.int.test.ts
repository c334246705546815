import { ringing, soon } from '@crescendo/chassis-testing/effects';
import { newId, transient } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { ledger } from '../ledger/ledger.ts';

test('effects of a key are performed one after another in the order asked for, others beside them', async () => {
  const busy = new Set<string>();
  let most = 0;
  const beside = (bell: string) => bell.replace(/^./, (key) => (key === 'a' ? 'b' : 'a'));
  const { want, runEffects, bells, statuses } = await ringing(async ({ bell }) => {
    busy.add(bell);
    most = Math.max(most, busy.size);
    await vi.waitFor(() => expect(bells()).toContain(beside(bell)), soon);
    busy.delete(bell);
  });
  await want(['a1', 'a2', 'a3'], 'a');
  await want(['b1', 'b2', 'b3'], 'b');
  await runEffects();
  expect(bells().filter((bell) => bell.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  expect(bells().filter((bell) => bell.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
  expect(most).toBe(2);
  expect(await statuses()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map((bell) => `${bell} known`));
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
  await vi.waitFor(async () => expect(await store.model(ledger).countDocuments(done)).toBe(24), soon);
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
    dueAt: new Date(Date.now() + 3_600_000),
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
