import { link, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochDirectory } from './epoch-files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'epochs-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('an epoch has one key, whoever writes it, in a file that only its owner may read', async () => {
  await epochDirectory(dir).write(1, 'the first');
  await epochDirectory(dir).write(1, 'the second');
  expect(await epochDirectory(dir).read(1)).toBe('the first');
  expect((await stat(join(dir, 'epoch-000001.jwe'))).mode & 0o777).toBe(0o600);
  expect(await epochDirectory(dir).read(2)).toBeUndefined();
});

test('what is destroyed is overwritten, not only unlinked, and destroying it again is no failure', async () => {
  const files = epochDirectory(dir);
  await files.write(1, 'a wrapped key');
  await link(join(dir, 'epoch-000001.jwe'), join(dir, 'the same bytes')); // the bytes as a reader of the disk sees them
  await files.destroy(1);
  expect(await readdir(dir)).toEqual(['the same bytes']);
  expect(await readFile(join(dir, 'the same bytes'), 'utf8')).not.toContain('wrapped');
  await files.destroy(1);
});
