import { findResponse, indexKeyResponse, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { keyService, NOON, resolve, world } from '../testing.ts';
import { Releases, recordRelease } from './releases.ts';
import { TenantKeys } from './tenant-keys.ts';

test('every release is recorded as counts: who, for whom, how many of what, and no key', async () => {
  const { ask, context } = await keyService();
  const { tenant, user } = world();
  const { keys } = await resolve(ask, tenant, [user, newId('user')]);
  await ask({ service: 'gateway', tenant }, '/keys/find', { values: ['U1', 'U2', 'U3'] }).then(findResponse.parse);
  const index = await ask({ service: 'gateway', tenant }, '/keys/index-key', {}).then(indexKeyResponse.parse);
  const rows = await context.model(Releases).find({ tenant }).lean();
  expect(rows.map(({ service, request, counts, at }) => ({ service, request, counts, at }))).toEqual(
    expect.arrayContaining([
      { service: 'ingestion', request: 'resolve', counts: { identity: 2 }, at: NOON },
      { service: 'gateway', request: 'find', counts: { hash: 3 }, at: NOON },
      { service: 'gateway', request: 'index-key', counts: { index: 1 }, at: NOON },
    ]),
  );
  for (const secret of [user, keys[0]?.key, index.key, 'U1']) expect(JSON.stringify(rows)).not.toContain(secret);
  const metrics = await context.metrics.registry.metrics();
  expect(metrics).toMatch(/crescendo_keys_released_total\{.*to="ingestion",category="identity".*\} 2/);
});

test('a service that asks for more keys than it can need is slowed down, others are not', async () => {
  const { ask, setNow } = await keyService();
  const { tenant } = world();
  const many = () =>
    ask({ service: 'ingestion', tenant }, '/keys/find', { values: Array.from({ length: 1000 }, () => 'U') });
  for (let times = 0; times < 5; times++) await many();
  await expect(many()).rejects.toMatchObject({ code: 'rate-limited', retry: true });
  await ask({ service: 'gateway', tenant }, '/keys/find', { values: ['U1'] });
  setNow(new Date(NOON.getTime() + 60_000));
  await many();
});

test('a key that was read before its customer was erased is neither recorded nor handed over after', async () => {
  const { ask, context } = await keyService();
  const { tenant, user } = world();
  await resolve(ask, tenant, [user]);
  await context.model(Releases).deleteMany({ tenant });
  await context.model(TenantKeys).updateOne({ _id: tenant }, { $set: { status: 'gone' } });
  const late = { tenant, service: 'ingestion', request: 'resolve', counts: { identity: 1 } } as const;
  expect(await recordRelease(context, late)).toBe(false);
  expect(await context.model(Releases).countDocuments({ tenant })).toBe(0);
});
