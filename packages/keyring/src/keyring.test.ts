import { categories } from '@crescendo/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyring, type KeyOwner } from './index.ts';
import { keyServiceInMemory } from './testing.ts';

const tenant = 'tnt_0000000000000000';
const person = (n: number): KeyOwner => ({
  tenant,
  user: `usr_${String(n).padStart(16, '0')}`,
  category: 'identity',
});
const request = (owner: KeyOwner) => ({
  owner,
  record: 'msg_0000000000000000',
  field: 'text',
  value: 'hi',
  padded: false,
});

const DAY_1 = '2026-11-24';
const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(`${DAY_1}T12:00:00Z`) });
});
afterEach(() => {
  vi.useRealTimers();
});

function world(options: { lease?: number } = {}) {
  const service = keyServiceInMemory(options);
  const keyring = createKeyring({ transport: service.transport });
  return { service, keyring };
}

test('keys that are missing are fetched in one request for each tenant', async () => {
  const { service, keyring } = world();
  const other = { ...person(1), tenant: 'tnt_1111111111111111' };
  await keyring.seal([person(1), person(2), person(2), other].map(request));
  expect(service.requests).toEqual([
    { path: '/keys/resolve', tenant, keys: 2 },
    { path: '/keys/resolve', tenant: other.tenant, keys: 1 },
  ]);
});

test('more keys than one request may name are fetched in several', async () => {
  const { service, keyring } = world();
  await keyring.prefetch(Array.from({ length: 2100 }, (_, n) => person(n)));
  expect(service.requests.map(({ keys }) => keys)).toEqual([1000, 1000, 100]);
});

test('a key that several ask for at once is fetched once', async () => {
  const { service, keyring } = world();
  await Promise.all([keyring.seal([request(person(1))]), keyring.seal([person(1), person(2)].map(request))]);
  expect(service.requests.map(({ keys }) => keys)).toEqual([1, 1]);
});

test('a key is used until its lease ends and not a moment longer', async () => {
  let time = 0;
  const service = keyServiceInMemory({ lease: 10 });
  const keyring = createKeyring({ transport: service.transport, now: () => time });
  await keyring.seal([request(person(1))]);
  service.setAway(true);
  time = 9_999;
  await keyring.seal([request(person(1))]);
  time = 10_000;
  await expect(keyring.seal([request(person(1))])).rejects.toMatchObject({
    code: 'key-service-unavailable',
    retry: true,
  });
  service.setAway(false);
  await keyring.seal([request(person(1))]);
  expect(service.requests).toHaveLength(2);
});

test('a key that arrives after its lease is not used', async () => {
  let time = 0;
  const service = keyServiceInMemory({ lease: 10 });
  const keyring = createKeyring({
    transport: {
      async post(...args) {
        const answer = await service.transport.post(...args);
        time += 11_000;
        return answer;
      },
    },
    now: () => time,
  });
  await expect(keyring.seal([request(person(1))])).rejects.toMatchObject({ code: 'key-service-unavailable' });
});

test('a key in use is fetched again before its lease ends, so that nobody waits', async () => {
  const { service, keyring } = world({ lease: 100 });
  await keyring.seal([request(person(1))]);
  await seconds(60);
  await keyring.seal([request(person(1))]);
  await seconds(30);
  expect(service.requests).toHaveLength(2);
  service.setAway(true);
  await seconds(60); // 150 s after the first lease, 65 s after the second
  await expect(keyring.seal([request(person(1))])).resolves.toHaveLength(1);
});

test('a key nobody used lately is forgotten', async () => {
  const { service, keyring } = world({ lease: 100 });
  await keyring.seal([request(person(1))]);
  await seconds(1000);
  expect(service.requests).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('intake keys of today and tomorrow outlast an absence of the key service, unused', async () => {
  const { service, keyring } = world({ lease: 100 });
  const days = [DAY_1, '2026-11-25'].map((day): KeyOwner => ({ tenant, category: 'intake', day }));
  await keyring.prefetch(days);
  await seconds(1000);
  service.setAway(true);
  await seconds(14);
  await expect(keyring.seal(days.map(request))).resolves.toHaveLength(2);
});

test('an intake key is no longer kept ready when its day is over', async () => {
  const { service, keyring } = world({ lease: 3600 });
  await keyring.prefetch([{ tenant, category: 'intake', day: DAY_1 }]);
  await seconds(24 * 3600);
  const fetched = service.requests.length;
  await seconds(24 * 3600);
  expect(service.requests).toHaveLength(fetched);
});

test('what a destroyed key sealed is gone, and asking again does not help', async () => {
  const { service, keyring } = world();
  const [jwe = ''] = await keyring.seal([request(person(1))]);
  service.destroy(person(1));
  await seconds(301);
  const opening = () => keyring.open([{ ...request(person(1)), jwe }]);
  await expect(opening()).rejects.toMatchObject({ code: 'key-gone', retry: false });
  await expect(keyring.seal([request(person(1))])).rejects.toMatchObject({ code: 'key-gone' });
  expect(service.requests).toHaveLength(2);
});

test('a refusal of the key service is passed on as it is', async () => {
  const { Failure, permanent } = await import('@crescendo/contracts');
  const refusal = permanent('category-not-granted', 'This service may not open that.');
  const keyring = createKeyring({ transport: { post: () => Promise.reject(refusal) } });
  const error: unknown = await keyring.seal([request(person(1))]).catch((cause) => cause);
  expect(error).toBeInstanceOf(Failure);
  expect(error).toBe(refusal);
});

test('an absence of the key service says how long to wait', async () => {
  const { service, keyring } = world();
  service.setAway(true);
  await expect(keyring.hash(tenant, ['U1'])).rejects.toMatchObject({
    code: 'key-service-unavailable',
    retry: true,
    after: 1000,
  });
});

test.each([
  ['nothing', undefined],
  ['an unknown form', { keys: 'many' }],
  ['too few keys', { keys: [], gone: [], lease: 300 }],
])('%s as the answer is an absence, not a key', async (_what, answer) => {
  const keyring = createKeyring({ transport: { post: () => Promise.resolve(answer) } });
  await expect(keyring.seal([request(person(1))])).rejects.toMatchObject({
    code: 'key-service-unavailable',
    retry: true,
  });
});

test('hashes made at the edge and by the key service are the same', async () => {
  const { keyring } = world();
  const index = await keyring.edgeIndex(tenant);
  expect(await keyring.hash(tenant, ['U1', 'U2'])).toEqual([index('U1'), index('U2')]);
  expect(index('U1')).toMatch(/^[\w-]{43}$/);
});

test('a function for hashes fails once its lease is over', async () => {
  const { service, keyring } = world({ lease: 10 });
  const index = await keyring.edgeIndex(tenant);
  service.setAway(true);
  await seconds(11);
  expect(() => index('U1')).toThrow(expect.objectContaining({ code: 'key-service-unavailable' }));
});

test('a closed keyring holds no key and no timer', async () => {
  const { keyring } = world();
  await keyring.seal([request(person(1))]);
  keyring.close();
  expect(vi.getTimerCount()).toBe(0);
  await expect(keyring.seal([request(person(1))])).rejects.toMatchObject({ code: 'key-service-unavailable' });
});

test.each(categories.filter((category) => category !== 'intake'))('a %s key has no day', async (category) => {
  const { keyring } = world();
  await expect(keyring.prefetch([{ tenant, category, day: DAY_1 }])).rejects.toThrow(TypeError);
});

test('an intake key belongs to a day and to no person', async () => {
  const { keyring } = world();
  await expect(keyring.prefetch([{ tenant, category: 'intake' }])).rejects.toThrow(TypeError);
  await expect(keyring.prefetch([{ ...person(1), category: 'intake', day: DAY_1 }])).rejects.toThrow(TypeError);
});

test('what a customer or person had is forgotten at once: keys, those of days, those of hashes', async () => {
  const { service, keyring } = world();
  const day: KeyOwner = { tenant, category: 'intake', day: DAY_1 };
  const owners = [person(1), { ...person(1), category: 'learning' as const }, person(2), day];
  await keyring.seal(owners.map(request));
  const index = await keyring.edgeIndex(tenant);
  const fetchedBy = async (work: () => Promise<unknown>) => {
    const before = service.requests.length;
    await work();
    return service.requests.slice(before).map(({ path, keys }) => `${path} ${keys}`);
  };

  keyring.forget({ tenant, user: person(1).user, category: 'learning' });
  expect(await fetchedBy(() => keyring.seal(owners.map(request)))).toEqual(['/keys/resolve 1']);
  keyring.forget({ tenant, user: person(1).user });
  expect(await fetchedBy(() => keyring.seal(owners.map(request)))).toEqual(['/keys/resolve 2']);
  expect(index('U1')).toBeDefined();
  keyring.forget({ tenant });
  expect(() => index('U1')).toThrow(expect.objectContaining({ code: 'key-service-unavailable', retry: true }));
  const all = await fetchedBy(async () => {
    await keyring.seal(owners.map(request));
    await keyring.edgeIndex(tenant);
  });
  expect(all).toEqual(['/keys/resolve 3', '/keys/intake 1', '/keys/index-key 1']);
});

test('a key that was forgotten while it was under way serves who waits for it and nobody after', async () => {
  const { service, keyring } = world();
  const sealing = keyring.seal([request(person(1))]);
  keyring.forget({ tenant });
  await expect(sealing).resolves.toHaveLength(1);
  await keyring.seal([request(person(1))]);
  expect(service.requests).toHaveLength(2);
});

test('what may not be sealed with the key of before a withdrawn consent is sealed with the next, once there is one', async () => {
  const { service, keyring } = world();
  const owner = { ...person(1), category: 'feedback' as const };
  await keyring.seal([request(owner)]); // the key is held from here on
  const later = { ...request(owner), generation: 2 };
  await expect(keyring.seal([later])).rejects.toMatchObject({ code: 'key-service-unavailable', retry: true });

  service.withdraw(owner);
  const [jwe = ''] = await keyring.seal([later]);
  expect(Buffer.from(jwe.slice(0, jwe.indexOf('.')), 'base64url').toString()).toContain('/2"');
  const asked = service.requests.length;
  await keyring.seal([later]);
  expect(service.requests, 'and is held as every key').toHaveLength(asked);
});

test('the keys of a thousand customers at the edge outlast those of any number of people', async () => {
  const { service, keyring } = world({ lease: 14_400 });
  const tenants = Array.from({ length: 1000 }, (_, n) => `tnt_${String(n).padStart(16, '0')}`);
  for (const tenant of tenants) {
    const days = ['2026-11-23', DAY_1, '2026-11-25'];
    await keyring.prefetch(days.map((day) => ({ tenant, category: 'intake', day })));
    await keyring.edgeIndex(tenant);
  }
  await keyring.prefetch(Array.from({ length: 30_000 }, (_, n) => person(n)));
  service.setAway(true);
  for (const tenant of tenants) {
    await keyring.edgeIndex(tenant);
    await keyring.seal([request({ tenant, category: 'intake', day: '2026-11-23' })]);
  }
});
