import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSigningKey } from '@crescendo/receipt/testing';
import { expect, onTestFinished, test } from 'vitest';
import { readSigningKey } from './signing-key.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const refused = (message: RegExp) => ({
  code: 'receipt-key-refused',
  retry: false,
  message: expect.stringMatching(message),
});

/** A file with a key in it, and the list of public keys. */
async function files({ text, mode = 0o600, keys }: { text: string; mode?: number; keys: object[] | string }) {
  const dir = await mkdtemp(join(tmpdir(), 'receipt-key-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const [keyFile, keysFile] = [join(dir, 'key.pem'), join(dir, 'keys.json')];
  await writeFile(keyFile, text);
  await chmod(keyFile, mode);
  await writeFile(keysFile, typeof keys === 'string' ? keys : JSON.stringify({ keys }));
  return { keyFile, keysFile };
}

test('the key is read when it is on the list and in use', async () => {
  const { privateKey, key } = newSigningKey();
  const read = await readSigningKey(await files({ text: pem(privateKey), keys: [newSigningKey().key, key] }), NOON);
  expect(read.equals(privateKey)).toBe(true);
});

test.each([0o640, 0o604, 0o644, 0o700])('a file of mode %o is refused', async (mode) => {
  const { privateKey, key } = newSigningKey();
  const given = await files({ text: pem(privateKey), mode, keys: [key] });
  await expect(readSigningKey(given, NOON)).rejects.toMatchObject(refused(/chmod 600/));
});

test('a key that is not on the list, not yet or no longer in use would sign what nobody can check', async () => {
  const { privateKey, key } = newSigningKey();
  const text = pem(privateKey);
  const at = async (keys: object[]) => readSigningKey(await files({ text, keys }), NOON);
  await expect(at([newSigningKey().key])).rejects.toMatchObject(refused(/does not have/));
  await expect(at([{ ...key, from: '2026-11-24T12:00:00.001Z' }])).rejects.toMatchObject(refused(/not in use/));
  await expect(at([{ ...key, until: NOON.toISOString() }])).rejects.toMatchObject(refused(/not in use/));
  await expect(at([{ ...key, from: NOON.toISOString() }])).resolves.toBeDefined();
});

test('what is no Ed25519 key is refused, and not quoted', async () => {
  const { key } = newSigningKey();
  const { privateKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (const text of ['planted', pem(curve)]) {
    const found = readSigningKey(await files({ text, keys: [key] }), NOON);
    await expect(found).rejects.toMatchObject({
      code: 'receipt-key-refused',
      message: expect.not.stringMatching('planted'),
    });
  }
});

test('files that are not there, and a list that is none, are refused', async () => {
  const { privateKey, key } = newSigningKey();
  const given = await files({ text: pem(privateKey), keys: [key] });
  await expect(readSigningKey({ ...given, keyFile: '/none' }, NOON)).rejects.toMatchObject(refused(/cannot be read/));
  await expect(readSigningKey({ ...given, keysFile: '/none' }, NOON)).rejects.toMatchObject(refused(/list/));
  const broken = await files({ text: pem(privateKey), keys: 'planted' });
  await expect(readSigningKey(broken, NOON)).rejects.toMatchObject({ code: 'receipt-keys-refused' });
});
