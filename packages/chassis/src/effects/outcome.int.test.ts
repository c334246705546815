import { ringing } from '@crescendo/chassis-testing/effects';
import { permanent } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { ledger } from '../ledger/ledger.ts';

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
