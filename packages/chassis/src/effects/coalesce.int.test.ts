import { ringing, signs } from '@crescendo/chassis-testing/effects';
import { expect, test } from 'vitest';

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
