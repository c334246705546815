import type { ServiceName } from '@crescendo/contracts';
import type { KeyOwner } from '@crescendo/keyring';
import { expect, test } from 'vitest';
import { daysAfterNoon, keyringOf, keyService, place, world } from '../testing.ts';
import { Keys } from './keys.ts';

test('traffic of a day opens for three days more, and then its key is gone for good', async () => {
  const { ask, setNow, runJob, context } = await keyService();
  const { tenant } = world();
  const today: KeyOwner = { tenant, category: 'intake', day: '2026-11-24' };
  const [jwe = ''] = await keyringOf(ask, 'gateway').seal([
    { ...place(today), value: { kind: 'home-opened' }, padded: false },
  ]);
  const open = () => keyringOf(ask, 'ingestion').open([{ ...place(today), jwe }]);

  setNow(daysAfterNoon(3));
  await runJob('destroy-intake-keys');
  expect(await open()).toEqual([{ kind: 'home-opened' }]);

  setNow(daysAfterNoon(4));
  await expect(open()).rejects.toMatchObject({ code: 'key-gone' }); // before the job has run
  await runJob('destroy-intake-keys');
  await expect(open()).rejects.toMatchObject({ code: 'key-gone' });
  expect(await context.model(Keys).countDocuments({ tenant })).toBe(0);
});

test("tomorrow's intake key can be had today, the day after's cannot, but later", async () => {
  const { ask } = await keyService();
  const { tenant } = world();
  const days = (...wanted: string[]) => ask({ service: 'gateway', tenant }, '/keys/intake', { days: wanted });
  expect(await days('2026-11-25', '2026-11-20')).toMatchObject({ keys: [{ day: '2026-11-25' }], gone: ['2026-11-20'] });
  await expect(days('2026-11-26')).rejects.toMatchObject({ code: 'intake-day-not-yet', retry: true });
});

test('the gateway may hold intake keys through an absence, ingestion as briefly as any other', async () => {
  const { ask } = await keyService();
  const { tenant } = world();
  const leaseOf = (service: ServiceName) => ask({ service, tenant }, '/keys/intake', { days: ['2026-11-24'] });
  expect(await leaseOf('gateway')).toMatchObject({ lease: 3600 });
  expect(await leaseOf('ingestion')).toMatchObject({ lease: 60 });
});

test('intake keys are not had by category, only by day', async () => {
  const { ask } = await keyService();
  const { tenant } = world();
  const asking = ask({ service: 'gateway', tenant }, '/keys/resolve', { keys: [{ category: 'intake' }] });
  await expect(asking).rejects.toMatchObject({ code: 'bad-request' });
});
