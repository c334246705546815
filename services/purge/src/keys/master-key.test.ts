import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMasterKey } from './master-key.ts';
import { newKey, unwrap, wrap } from './wrapping.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'master-key-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function keyFile({ text = randomBytes(32).toString('base64'), mode = 0o600 } = {}): Promise<string> {
  const path = join(directory, 'master.key');
  await writeFile(path, `${text}\n`);
  await chmod(path, mode);
  return path;
}

const refused = { code: 'master-key-refused', retry: false };

test('the same file gives the same key each time', async () => {
  const path = await keyFile();
  const key = newKey();
  const wrapped = await wrap({ name: 'epoch/1', key, parent: await readMasterKey(path) });
  const again = await readMasterKey(path);
  expect(await unwrap({ name: 'epoch/1', wrapped, parent: again })).toEqual(new Uint8Array(key));
});

test.each([0o640, 0o604, 0o644, 0o660, 0o700])('a file of mode %o is refused', async (mode) => {
  await expect(readMasterKey(await keyFile({ mode }))).rejects.toMatchObject(refused);
});

test('a file nobody may write is accepted', async () => {
  await expect(readMasterKey(await keyFile({ mode: 0o400 }))).resolves.toMatchObject({ name: 'master' });
});

test.each(['', 'too short', randomBytes(33).toString('base64')])('a file without 32 bytes is refused', async (text) => {
  await expect(readMasterKey(await keyFile({ text }))).rejects.toMatchObject(refused);
});

test('a missing file is refused', async () => {
  await expect(readMasterKey(join(directory, 'none'))).rejects.toMatchObject(refused);
});
