import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filesIn } from './files.ts';

async function folderWith(...files: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crescendo-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), `what ${file} says`);
  }
  return folder;
}

test('every file is read, however deep it lies', async () => {
  const folder = await folderWith('one', 'deep/er/two');
  const read = await Array.fromAsync(filesIn('a folder', folder).read());
  expect(read.map(({ place, bytes }) => [place, Buffer.from(bytes).toString()]).toSorted()).toEqual([
    ['deep/er/two', 'what deep/er/two says'],
    ['one', 'what one says'],
  ]);
});

test('a folder that is deleted while its neighbours are read holds nothing', async () => {
  const folder = await folderWith('one/file', 'other/file');
  const read: string[] = [];
  for await (const { place } of filesIn('a folder', folder).read()) {
    read.push(place);
    await rm(join(folder, place.startsWith('one') ? 'other' : 'one'), { recursive: true });
  }
  expect(read).toHaveLength(1);
});

test('a folder that is not there at all is no empty one', async () => {
  const folder = await folderWith();
  await expect(Array.fromAsync(filesIn('a folder', join(folder, 'nowhere')).read())).rejects.toThrow('ENOENT');
});
