import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceTokens } from '@crescendo/chassis-testing';
import { newId } from '@crescendo/contracts';
import { SignJWT } from 'jose';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { openTokens } from './tokens.ts';

afterEach(() => vi.useRealTimers());

const unauthenticated = { code: 'unauthenticated', retry: false };
const tenant = newId('tenant');
const bearer = (token: string) => `Bearer ${token}`;

test('a token says who calls, and for which tenant', async () => {
  const { open } = await serviceTokens('gateway', 'purge');
  const [gateway, purge] = [await open('gateway'), await open('purge')];
  const token = await gateway.issue('purge', tenant);
  expect(await purge.verify(bearer(token))).toEqual({ service: 'gateway', tenant });
});

test('a token for another service is refused', async () => {
  const { open } = await serviceTokens('gateway', 'purge', 'ingestion');
  const token = await (await open('gateway')).issue('ingestion', tenant);
  await expect((await open('purge')).verify(bearer(token))).rejects.toMatchObject(unauthenticated);
});

test('a token of an operator is of no tenant, and one of a tenant is of no operator', async () => {
  const { open } = await serviceTokens('gateway', 'purge');
  const [gateway, purge] = [await open('gateway'), await open('purge')];
  const token = bearer(await gateway.issueForOperator('purge', 'ada'));
  expect(await purge.verifyOperator(token)).toEqual({ service: 'gateway', operator: 'ada' });
  await expect(purge.verify(token)).rejects.toMatchObject(unauthenticated);
  const ofTenant = bearer(await gateway.issue('purge', tenant));
  await expect(purge.verifyOperator(ofTenant)).rejects.toMatchObject(unauthenticated);
});

test('a token is good for a minute, and for a clock that is five seconds off', async () => {
  const { open } = await serviceTokens('gateway', 'purge');
  const [gateway, purge] = [await open('gateway'), await open('purge')];
  const issued = new Date('2026-11-24T09:00:00Z');
  vi.useFakeTimers({ now: issued, toFake: ['Date'] });
  const token = bearer(await gateway.issue('purge', tenant));
  for (const [seconds, good] of [
    [-4, true],
    [-20, false],
    [59, true],
    [64, true],
    [66, false],
  ] as const) {
    vi.setSystemTime(issued.getTime() + seconds * 1000);
    const verified = purge.verify(token).then(
      () => true,
      () => false,
    );
    expect(await verified, `${seconds} s after`).toBe(good);
  }
});

test('a service cannot speak for another: not with its own key, nor with a key nobody knows', async () => {
  const { open } = await serviceTokens('gateway', 'purge', 'billing');
  const { open: strangers } = await serviceTokens('gateway', 'purge');
  const purge = await open('purge');
  const header = { alg: 'EdDSA', kid: 'gateway' };
  const forged = (await (await open('billing')).issue('purge', tenant)).split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(forged[1] ?? '', 'base64url').toString());
  for (const token of [
    [encoded(header), forged[1], forged[2]].join('.'),
    [forged[0], encoded({ ...claims, iss: 'gateway' }), forged[2]].join('.'),
    await (await strangers('gateway')).issue('purge', tenant),
  ])
    await expect(purge.verify(bearer(token))).rejects.toMatchObject(unauthenticated);
});

test('a service cannot speak for another with its own good key', async () => {
  const { open, privateKeys } = await serviceTokens('gateway', 'purge', 'billing');
  const key = privateKeys.get('billing');
  if (!key) throw new Error('billing has no key');
  const signed = (issuer: string) =>
    new SignJWT({ tenant })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'billing' })
      .setIssuer(issuer)
      .setAudience('purge')
      .setIssuedAt()
      .sign(key);
  const purge = await open('purge');
  expect(await purge.verify(bearer(await signed('billing')))).toEqual({ service: 'billing', tenant });
  await expect(purge.verify(bearer(await signed('gateway')))).rejects.toMatchObject(unauthenticated);
});

test.each([undefined, '', 'Bearer ', 'Bearer nonsense', 'Basic dXNlcjpwdw=='])(
  '%s is no token',
  async (authorization) => {
    const { open } = await serviceTokens('purge');
    await expect((await open('purge')).verify(authorization)).rejects.toMatchObject(unauthenticated);
  },
);

test('keys that cannot be read are named by their settings, without a word of what was read', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-keys-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const key = join(dir, 'key');
  await writeFile(key, 'a secret that is no JSON');
  for (const files of [
    { key, keys: key },
    { key: join(dir, 'none'), keys: key },
  ]) {
    const failure = await openTokens('purge', files).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'service-keys-unreadable', retry: false, cause: undefined });
    expect(String(failure)).toContain('SERVICE_KEY_FILE');
  }
});
