import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { base64url, compactDecrypt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { createKeyring, type KeyOwner, type OpenRequest } from './index.ts';
import { keyServiceInMemory } from './testing.ts';

const owner: KeyOwner = { tenant: 'tnt_0000000000000000', user: 'usr_0000000000000000', category: 'learning' };
const place = { owner, record: 'asg_0000000000000000', field: 'answer' };

async function sealedWorld(value: unknown, padded = false) {
  const service = keyServiceInMemory();
  const keyring = createKeyring({ transport: service.transport });
  const [jwe = ''] = await keyring.seal([{ ...place, value, padded }]);
  return { service, keyring, jwe };
}

const broken = { code: 'seal-broken', retry: false };

test('any JWE library opens a sealed value with its key', async () => {
  const { service, jwe } = await sealedWorld({ option: 'b' });
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, service.keyOf(owner));
  expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual({ option: 'b' });
  expect(protectedHeader).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: 'usr_0000000000000000/learning' });
  expect(protectedHeader).not.toHaveProperty('zip');
});

test('the header names the key and never the field', async () => {
  const { jwe } = await sealedWorld('b');
  expect(decodeProtectedHeader(jwe)).toEqual({
    alg: 'dir',
    enc: 'A256GCM',
    kid: 'usr_0000000000000000/learning',
    t: owner.tenant,
    u: owner.user,
    r: place.record,
    f: expect.stringMatching(/^[\w-]{8}$/),
  });
  expect(JSON.stringify(decodeProtectedHeader(jwe))).not.toContain('answer');
});

test('every JSON value opens to itself, padded or not', async () => {
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.boolean(), async (value, padded) => {
      const [jwe = ''] = await keyring.seal([{ ...place, value, padded }]);
      expect(await keyring.open([{ ...place, jwe }])).toEqual([JSON.parse(JSON.stringify(value))]);
    }),
  );
});

test('a sealed value with any character changed is refused', async () => {
  const { keyring, jwe } = await sealedWorld({ option: 'b' });
  await fc.assert(
    fc.asyncProperty(fc.nat(jwe.length - 1), fc.constantFrom(...'AZaz09-_'), async (at, character) => {
      fc.pre(jwe[at] !== character);
      const changed = jwe.slice(0, at) + character + jwe.slice(at + 1);
      await expect(keyring.open([{ ...place, jwe: changed }])).rejects.toMatchObject(broken);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, Partial<OpenRequest>]>([
  ['record', { record: 'asg_1111111111111111' }],
  ['field', { field: 'reason' }],
  ['tenant', { owner: { ...owner, tenant: 'tnt_1111111111111111' } }],
  ['user', { owner: { ...owner, user: 'usr_1111111111111111' } }],
  ['category', { owner: { ...owner, category: 'feedback' } }],
])('a sealed value moved to another %s is refused before any key is asked for', async (_what, elsewhere) => {
  const { service, keyring, jwe } = await sealedWorld('b');
  const asked = service.requests.length;
  await expect(keyring.open([{ ...place, ...elsewhere, jwe }])).rejects.toMatchObject(broken);
  expect(service.requests).toHaveLength(asked);
});

test('a value sealed under another key with the same header is refused', async () => {
  const { jwe } = await sealedWorld('b');
  const otherService = createKeyring({ transport: keyServiceInMemory().transport });
  await expect(otherService.open([{ ...place, jwe }])).rejects.toMatchObject(broken);
});

test.each(['', 'plain text', `${base64url.encode('{"alg":"none"}')}....`])(
  '%j is not taken for a sealed value',
  async (jwe) => {
    const keyring = createKeyring({ transport: keyServiceInMemory().transport });
    await expect(keyring.open([{ ...place, jwe }])).rejects.toMatchObject(broken);
  },
);

test('padding makes a short and a long answer look alike', async () => {
  const lengths = await Promise.all(
    ['b', 'x'.repeat(200), 'é'.repeat(100)].map(async (value) => (await sealedWorld(value, true)).jwe.length),
  );
  expect(new Set(lengths).size).toBe(1);
  const beyond = await sealedWorld('x'.repeat(300), true);
  expect(beyond.jwe.length).toBeGreaterThan(lengths[0] ?? 0);
});

test('the same value sealed twice looks different', async () => {
  const { keyring, jwe } = await sealedWorld('b');
  const [again] = await keyring.seal([{ ...place, value: 'b', padded: false }]);
  expect(again).not.toBe(jwe);
});

test('what JSON cannot say is refused, and nothing of it is quoted', async () => {
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const sealing = keyring.seal([{ ...place, value: undefined, padded: false }]);
  await expect(sealing).rejects.toMatchObject({ code: 'value-not-json', retry: false });
});

test('a failed opening does not carry the value in its error', async () => {
  const service = keyServiceInMemory();
  const keyring = createKeyring({ transport: service.transport });
  const secret = randomBytes(16).toString('hex');
  const [jwe = ''] = await keyring.seal([{ ...place, value: secret, padded: false }]);
  const error: unknown = await keyring
    .open([{ ...place, record: 'asg_1111111111111111', jwe }])
    .catch((cause) => cause);
  expect(error).toBeInstanceOf(Error);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
});

test('after a withdrawn consent the next key is another, and what the first sealed is gone, not broken', async () => {
  const { service, keyring, jwe } = await sealedWorld('b');
  service.withdraw(owner);
  keyring.forget(owner);
  const [next = ''] = await keyring.seal([{ ...place, value: 'c', padded: false }]);
  expect(decodeProtectedHeader(next).kid).toBe('usr_0000000000000000/learning/2');
  expect(await keyring.open([{ ...place, jwe: next }])).toEqual(['c']);
  await expect(keyring.open([{ ...place, jwe }])).rejects.toMatchObject({ code: 'key-gone', retry: false });
});

test('whoever holds the key from before fetches the next when it meets what that sealed', async () => {
  const { service, keyring, jwe } = await sealedWorld('b');
  service.withdraw(owner);
  const another = createKeyring({ transport: service.transport });
  const [next = ''] = await another.seal([{ ...place, value: 'c', padded: false }]);
  expect(await keyring.open([{ ...place, jwe }])).toEqual(['b']); // its lease is not over
  expect(await keyring.open([{ ...place, jwe: next }])).toEqual(['c']);
});

test('a header that names another key than its place and generation say is refused', async () => {
  const { service, keyring } = await sealedWorld('b');
  service.withdraw(owner);
  keyring.forget(owner);
  const [jwe = ''] = await keyring.seal([{ ...place, value: 'c', padded: false }]);
  const elsewhere = { ...place, owner: { ...owner, category: 'feedback' as const } };
  await expect(keyring.open([{ ...elsewhere, jwe }])).rejects.toMatchObject(broken);
  const [header = '', ...rest] = jwe.split('.');
  const renamed = base64url.encode(
    new TextDecoder().decode(base64url.decode(header)).replace('learning/2', 'learning'),
  );
  await expect(keyring.open([{ ...place, jwe: [renamed, ...rest].join('.') }])).rejects.toMatchObject({
    code: 'key-gone',
  });
});
