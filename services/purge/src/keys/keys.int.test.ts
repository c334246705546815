import { Failure, newId, type ServiceName } from '@crescendo/contracts';
import type { KeyOwner } from '@crescendo/keyring';
import { expect, test } from 'vitest';
import { openErasures } from '../erasures/erasures.ts';
import { purge } from '../service.ts';
import {
  keyDirectories,
  keyringOf,
  keyService,
  newMaster,
  place,
  receiptKey,
  resolve,
  settings,
  world,
} from '../testing.ts';
import { Keys } from './keys.ts';
import { TenantKeys } from './tenant-keys.ts';

test('what one service seals another opens, when both are granted the category', async () => {
  const { ask } = await keyService();
  const { tenant, user } = world();
  const owner: KeyOwner = { tenant, user, category: 'identity' };
  const [jwe = ''] = await keyringOf(ask, 'ingestion').seal([{ ...place(owner), value: 'U1', padded: false }]);
  expect(await keyringOf(ask, 'gateway').open([{ ...place(owner), jwe }])).toEqual(['U1']);
});

test('a service without the grant gets no key, not even beside others it may have', async () => {
  const { ask, context } = await keyService();
  const { tenant, user } = world();
  const keys = [
    { user, category: 'identity' },
    { user, category: 'learning' },
  ];
  const asking = ask({ service: 'gateway', tenant }, '/keys/resolve', { keys });
  await expect(asking).rejects.toMatchObject({ code: 'category-not-granted', retry: false });
  await expect(ask({ service: 'billing', tenant }, '/keys/intake', { days: ['2026-11-24'] })).rejects.toBeInstanceOf(
    Failure,
  );
  expect(await context.model(Keys).countDocuments({})).toBe(0);
});

test('several replicas asked at once make one key for each person', async () => {
  const { replica, context } = await keyService();
  const { tenant } = world();
  const users = Array.from({ length: 120 }, () => newId('user'));
  const answers = await Promise.all([1, 2, 3, 4].map(() => resolve(replica(), tenant, users)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(new Set(answers[0]?.keys.map(({ key }) => key)).size).toBe(users.length);
  expect(await context.model(Keys).countDocuments({ tenant })).toBe(users.length);
});

test('a restarted service gives the same keys', async () => {
  const { ask, replica } = await keyService();
  const { tenant, user } = world();
  expect(await resolve(replica(), tenant, [user])).toEqual(await resolve(ask, tenant, [user]));
});

test('with another master key the service does not become ready', async () => {
  const { replica } = await keyService();
  const { tenant, user } = world();
  await expect(resolve(replica(await newMaster()), tenant, [user])).rejects.toMatchObject({
    code: 'wrapped-key-broken',
  });
});

test('a key that leaves is nowhere in the database in clear', async () => {
  const { ask, context } = await keyService();
  const { tenant, user } = world();
  const { keys } = await resolve(ask, tenant, [user]);
  const rows = JSON.stringify(
    await Promise.all([context.model(Keys).find().lean(), context.model(TenantKeys).find().lean()]),
  );
  expect(rows).toContain(user);
  expect(rows).not.toContain(keys[0]?.key);
});

test("a tenant cannot be given another tenant's key of the same person", async () => {
  const { ask } = await keyService();
  const { user } = world();
  const [mine, other] = await Promise.all(
    [newId('tenant'), newId('tenant')].map((tenant) => resolve(ask, tenant, [user])),
  );
  expect(mine?.keys[0]?.key).not.toBe(other?.keys[0]?.key);
});

test('the gateway hashes by itself as the key service does for ingestion, differently for each tenant', async () => {
  const { ask } = await keyService();
  const { tenant } = world();
  const edge = await keyringOf(ask, 'gateway').edgeIndex(tenant);
  const hashes = await keyringOf(ask, 'ingestion').hash(tenant, ['U1', 'U2']);
  expect(hashes).toEqual([edge('U1'), edge('U2')]);
  expect(await keyringOf(ask, 'ingestion').hash(newId('tenant'), ['U1'])).not.toEqual([edge('U1')]);
});

test.each<[ServiceName, string]>([
  ['ingestion', '/keys/index-key'],
  ['personalization', '/keys/index-key'],
  ['personalization', '/keys/find'],
])('%s is not let in at %s', async (service, path) => {
  const definition = purge({ master: await newMaster(), receiptKey }, { ...settings, ...(await keyDirectories()) });
  expect(definition.routes.find((route) => route.path === path)?.from).not.toContain(service);
});

test('of a customer whose end is on hold only the gateway gets keys, and none that open what is stored', async () => {
  const { ask, context } = await keyService();
  const { tenant, user } = world();
  await resolve(ask, tenant, [user]);
  await context.model(openErasures).create([{ _id: tenant, erasure: newId('erasure'), onHold: true }]);
  const onHold = { code: 'customer-on-hold', retry: true };
  await expect(resolve(ask, tenant, [user])).rejects.toMatchObject(onHold);
  const days = { days: ['2026-11-24'] };
  await expect(ask({ service: 'ingestion', tenant }, '/keys/intake', days)).rejects.toMatchObject(onHold);
  const values = { values: ['U1'] };
  await expect(ask({ service: 'ingestion', tenant }, '/keys/find', values)).rejects.toMatchObject(onHold);
  const keys = [{ user, category: 'identity' }];
  await expect(ask({ service: 'gateway', tenant }, '/keys/resolve', { keys })).rejects.toMatchObject(onHold);

  const credential = { keys: [{ category: 'credential' }] };
  expect(await ask({ service: 'gateway', tenant }, '/keys/resolve', credential)).toMatchObject({ gone: [] });
  expect(await ask({ service: 'gateway', tenant }, '/keys/intake', days)).toMatchObject({ gone: [] });
  await context.model(openErasures).deleteOne({ _id: tenant });
  expect(await resolve(ask, tenant, [user])).toMatchObject({ gone: [] });
});
