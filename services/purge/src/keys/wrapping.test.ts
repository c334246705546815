import { compactDecrypt } from 'jose';
import { expect, test } from 'vitest';
import { asParent, newKey, unwrap, wrap } from './wrapping.ts';

const parent = (name = 'tnt_a') => asParent(name, newKey());
const broken = { code: 'wrapped-key-broken', retry: false };

test('a wrapped key opens under its parent, and with any JWE library', async () => {
  const tenant = await parent();
  const key = newKey();
  const wrapped = await wrap({ name: 'usr_a/identity', key, parent: tenant });
  expect(await unwrap({ name: 'usr_a/identity', wrapped, parent: tenant })).toEqual(new Uint8Array(key));
  expect((await compactDecrypt(wrapped, tenant.key)).plaintext).toEqual(new Uint8Array(key));
});

test('a wrapped key in the place of another is refused', async () => {
  const tenant = await parent();
  const wrapped = await wrap({ name: 'usr_a/identity', key: newKey(), parent: tenant });
  await expect(unwrap({ name: 'usr_b/identity', wrapped, parent: tenant })).rejects.toMatchObject(broken);
});

test('a wrapped key does not open under another parent, whatever that is called', async () => {
  const wrapped = await wrap({ name: 'usr_a/identity', key: newKey(), parent: await parent() });
  await expect(unwrap({ name: 'usr_a/identity', wrapped, parent: await parent() })).rejects.toMatchObject(broken);
});

test('what wraps others cannot be read again', async () => {
  const bytes = newKey();
  const { key } = await asParent('tnt_a', bytes);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});
