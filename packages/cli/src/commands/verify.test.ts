import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '@crescendo/receipt';
import { newSigningKey, samplePersonReceipt, sampleReceipt } from '@crescendo/receipt/testing';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../run.ts';

const { privateKey, key } = newSigningKey();
const receipt = sign(sampleReceipt(), privateKey);
const list = (...keys: object[]) => JSON.stringify({ keys });
const NAME = 'crescendo-receipt-keys.json';

/** A folder with files in it, and the program in that folder. */
async function folder(files: Record<string, string>) {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-verify-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(dir, name, '..'), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  return {
    dir,
    async verify(argv: string[], environment: Record<string, string> = {}) {
      const [out, err]: [string[], string[]] = [[], []];
      const code = await run(['verify', ...argv], {
        environment,
        directory: dir,
        out: (text) => void out.push(text),
        err: (text) => void err.push(text),
      });
      return { code, out: out.join(''), err: err.join('') };
    },
  };
}

/** A gateway that publishes keys, and counts who asks. */
async function gateway(body: string, status = 200) {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }; // a TCP server has a port
}

test('a valid receipt: 0, and in words who, when, how much, what is kept, and what it does not show', async () => {
  const { verify } = await folder({ 'r.json': receipt, 'k.json': list(key) });
  const { code, out, err } = await verify(['r.json', '--keys', 'k.json']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^VALID: r\.json\n/);
  for (const told of [
    ...[key.keyId, 'k.json', 'tnt_4k0c9w1f7m2x8q5r3t6v0b4n1p', '24 November 2026, 09:58:03 UTC'],
    ...['201,437 rows deleted', 'No payment provider is connected', 'gone by 1 December 2026', 'does not show'],
  ])
    expect(out).toContain(told);
});

test('a receipt of a person is checked the same way', async () => {
  const signed = sign(samplePersonReceipt(), privateKey);
  const { verify } = await folder({ 'r.json': signed, [NAME]: list(key) });
  expect(await verify(['r.json'])).toMatchObject({ code: 0, out: expect.stringContaining('Art. 17') });
});

test.each([
  ['one byte changed', receipt.replace('"deleted":10021', '"deleted":10022'), 'signature-wrong'],
  ['a space more', receipt.replace(',', ', '), 'not-canonical'],
  ['another document', '{}', 'not-a-receipt'],
  ['nothing in it', '', 'not-a-receipt'],
])('a file with %s is not valid: 1', async (_what, file, reason) => {
  const { verify } = await folder({ 'r.json': file, [NAME]: list(key) });
  const { code, out } = await verify(['r.json']);
  expect([code, out]).toEqual([1, expect.stringContaining(`NOT VALID: r.json (${reason})`)]);
});

test('what a changed file says is not printed', async () => {
  const { verify } = await folder({ 'r.json': receipt.replace('"Crescendo"', '"Mallory"'), [NAME]: list(key) });
  const { out } = await verify(['r.json', '--json']);
  expect(out).not.toContain('Mallory');
});

test('a key that was no longer in use then is not valid: 1', async () => {
  const { verify } = await folder({ 'r.json': receipt, [NAME]: list({ ...key, until: '2026-11-24T10:52:41.000Z' }) });
  expect(await verify(['r.json'])).toMatchObject({ code: 1, out: expect.stringContaining('key-not-valid-then') });
});

test('a receipt of a key that is on no list: 3, and so where there is no list', async () => {
  const { verify } = await folder({ 'r.json': receipt, 'k.json': list(newSigningKey().key) });
  expect(await verify(['r.json', '--keys', 'k.json'])).toMatchObject({
    code: 3,
    out: expect.stringContaining('NOT KNOWN'),
  });
  expect(await verify(['r.json'])).toMatchObject({ code: 3, out: expect.stringContaining('none were found') });
});

test.each([
  ['no file', []],
  ['two files', ['r.json', 'r.json']],
  ['a file that there is not', ['none.json']],
  ['a folder', ['.']],
  ['keys that there are not', ['r.json', '--keys', 'none.json']],
  ['keys that are none', ['r.json', '--keys', 'r.json']],
  ['a private key', ['r.json', '--key', 'k.json']],
  ['an option that there is not', ['r.json', '--quick']],
])('%s: 2, and nothing said of validity', async (_what, argv) => {
  const { verify } = await folder({ 'r.json': receipt, 'k.json': list(key) });
  const { code, out, err } = await verify(argv);
  expect([code, out, err]).toEqual([2, '', expect.stringContaining('crescendo verify FILE')]);
});

test('keys beside the receipt go before those of a gateway, which is not asked', async () => {
  const { asked, url } = await gateway(list(key));
  const { verify } = await folder({ 'in/r.json': receipt, [`in/${NAME}`]: list(key) });
  const { code, out } = await verify(['in/r.json'], { CRESCENDO_URL: url });
  expect([code, asked]).toEqual([0, []]);
  expect(out).toContain(`the file in/${NAME}, beside the receipt`);
});

test('where there are none, the gateway that runs here is asked, and named', async () => {
  const { asked, url } = await gateway(list(key));
  const run = JSON.stringify({ gateway: { url } });
  const { verify } = await folder({ 'r.json': receipt, '.crescendo/run.json': run });
  const { code, out } = await verify(['r.json']);
  expect([code, asked]).toEqual([0, [`/.well-known/${NAME}`]]);
  expect(out).toContain(`from ${url}/.well-known/${NAME}`);
});

test('a gateway that is away, or has none, knows no key: 3; one that answers otherwise: 2', async () => {
  const { verify } = await folder({ 'r.json': receipt });
  expect(await verify(['r.json', '--url', 'http://127.0.0.1:9'])).toMatchObject({ code: 3 });
  expect(await verify(['r.json', '--url', (await gateway('', 404)).url])).toMatchObject({ code: 3 });
  expect(await verify(['r.json', '--url', (await gateway('<html>')).url])).toMatchObject({ code: 2 });
});

test('--json tells the verdict, where the keys were from, and what the receipt says', async () => {
  const { verify } = await folder({ 'r.json': receipt, [NAME]: list(key) });
  const { out } = await verify(['r.json', '--json']);
  expect(JSON.parse(out)).toEqual({
    ...{ valid: true, keyId: key.keyId, keysFrom: `the file ${NAME}, beside the receipt` },
    receipt: sampleReceipt(),
  });
  const other = await folder({ 'r.json': `${receipt} `, [NAME]: list(key) });
  expect(JSON.parse((await other.verify(['r.json', '--json'])).out)).toMatchObject({
    ...{ valid: false, reason: 'not-canonical', keysFrom: expect.any(String) },
  });
});

const main = join(import.meta.dirname, '../main.ts');

/** The program itself, in a process that may read files and nothing else: no network, no writing. */
const confined = (dir: string, argv: string[]) =>
  new Promise<{ code: number; out: string }>((ended) => {
    const options = ['--permission', '--allow-fs-read=*', main, ...argv];
    const env = { PATH: process.env.PATH ?? '', CRESCENDO_URL: 'http://127.0.0.1:9' };
    execFile(process.execPath, options, { cwd: dir, env }, (error, out) =>
      ended({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    );
  });

test('the program needs no network: it runs where it may have none', async () => {
  const { dir } = await folder({
    'r.json': receipt,
    'changed.json': receipt.replace('10021', '10022'),
    [NAME]: list(key),
  });
  await chmod(join(dir, 'r.json'), 0o400);
  expect(await confined(dir, ['verify', 'r.json'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('VALID: r.json'),
  });
  expect(await confined(dir, ['verify', 'changed.json'])).toMatchObject({ code: 1 });
});
