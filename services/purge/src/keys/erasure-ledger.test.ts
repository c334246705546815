import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createErasureLedger } from './erasure-ledger.ts';
import { writeOnceDirectory } from './write-once.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(dir, { recursive: true }));

const NOW = new Date('2026-11-24T12:00:00Z');
const scope = () => ({ erasure: newId('erasure'), tenant: newId('tenant') });
const open = () => createErasureLedger(writeOnceDirectory(dir));
const file = (number: number) => join(dir, `${String(number).padStart(12, '0')}.json`);

async function withEntries(count: number) {
  const ledger = open();
  for (let n = 0; n < count; n++) await ledger.append(scope(), NOW);
}

async function change(number: number, from: RegExp, to: string) {
  await chmod(file(number), 0o600);
  await writeFile(file(number), (await readFile(file(number), 'utf8')).replace(from, to));
}

test('entries are numbered files that nobody may write, each with the hash of the one before', async () => {
  const [first, second] = [scope(), { ...scope(), user: newId('user'), category: 'feedback' as const }];
  const ledger = open();
  const one = await ledger.append(first, NOW);
  const two = await ledger.append(second, NOW);
  expect(await readdir(dir)).toEqual(['000000000001.json', '000000000002.json']);
  expect((await stat(file(1))).mode & 0o777).toBe(0o400);
  expect(one).toMatchObject({ number: 1, ...first, at: NOW.toISOString() });
  expect(two).toMatchObject({ number: 2, ...second, before: one.hash });
  expect(await open().entries()).toEqual([one, two]);
});

test('the same scope of the same erasure is one entry, whoever appends it', async () => {
  const one = scope();
  const person = { ...one, user: newId('user') };
  const entry = await open().append(one, NOW);
  expect(await open().append(one, new Date())).toEqual(entry);
  expect(await open().append(person, NOW)).toMatchObject({ number: 2 });
});

test('many that append at once make one chain', async () => {
  const scopes = Array.from({ length: 8 }, scope);
  await Promise.all(scopes.flatMap((one) => [open(), open()].map((ledger) => ledger.append(one, NOW))));
  const entries = await open().entries();
  expect(entries.map(({ erasure }) => erasure).sort()).toEqual(scopes.map(({ erasure }) => erasure).sort());
});

test.each<[string, () => Promise<void>]>([
  ['changed', () => change(2, /ers_\w+/, newId('erasure'))],
  ['exchanged', async () => writeFile(file(3), await readFile(file(1), 'utf8'))],
  ['removed', () => rm(file(2))],
  ['emptied', () => change(2, /[\s\S]+/, '')],
])('an entry that was %s breaks the ledger', async (what, harm) => {
  await withEntries(3);
  if (what === 'exchanged') await chmod(file(3), 0o600);
  await harm();
  await expect(open().entries()).rejects.toMatchObject({ code: 'erasure-ledger-broken', retry: false });
  await expect(open().append(scope(), NOW)).rejects.toMatchObject({ code: 'erasure-ledger-broken' });
});

test('an entry that vanishes while the ledger is open breaks it too', async () => {
  const ledger = open();
  await ledger.append(scope(), NOW);
  await ledger.entries();
  await rm(file(1));
  await expect(ledger.append(scope(), NOW)).rejects.toMatchObject({ code: 'erasure-ledger-broken' });
});

test('a file that is not an entry, such as one a crash left half written, is none', async () => {
  await withEntries(1);
  await writeFile(join(dir, '.0a1b2c'), '{"num');
  expect(await open().entries()).toHaveLength(1);
});
