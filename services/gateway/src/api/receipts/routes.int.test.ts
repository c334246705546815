import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, receiptIssued } from '@crescendo/contracts';
import { readKeys, sign, verify } from '@crescendo/receipt';
import { newSigningKey, sampleReceipt } from '@crescendo/receipt/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type TestGateway, testGateway } from '../../testing/test-gateway.ts';

const { privateKey, key } = newSigningKey();

async function withKeys() {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-receipt-keys-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'keys.json');
  await writeFile(file, JSON.stringify({ keys: [key] }));
  return { file, gateway: await testGateway({}, { RECEIPT_KEYS_FILE: file }) };
}

async function issue(gateway: TestGateway, receipt: string, erasure = sampleReceipt().id): Promise<string> {
  await gateway.deliver(receiptIssued, { tenant: newId('tenant'), data: { erasure, receipt } });
  return `${gateway.url}/receipts/${erasure}`;
}

test('what was issued can be had as the very file that was signed, and checked with the keys told there', async () => {
  const { gateway } = await withKeys();
  const signed = sign(sampleReceipt(), privateKey);
  const address = await issue(gateway, signed);

  const answer = await fetch(`${address}.json`);
  const file = Buffer.from(await answer.arrayBuffer());
  expect(file.toString('utf8')).toBe(signed);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': expect.stringContaining('application/json'),
    'content-disposition': `attachment; filename="${sampleReceipt().id}.json"`,
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const keys = await fetch(`${gateway.url}/.well-known/crescendo-receipt-keys.json`);
  expect(keys.headers.get('cache-control')).toBe('public, max-age=300');
  expect(verify(file, readKeys(await keys.text()))).toMatchObject({ valid: true });
});

test('a person reads it as a page that runs nothing and leads to the file', async () => {
  const { gateway } = await withKeys();
  const answer = await fetch(await issue(gateway, sign(sampleReceipt(), privateKey)));
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  });
  const text = await answer.text();
  expect(text).toContain('Erasure receipt');
  expect(text).toContain(`href="/receipts/${sampleReceipt().id}.json"`);
});

test('what was issued once stays as it is', async () => {
  const { gateway } = await withKeys();
  const first = sign(sampleReceipt(), privateKey);
  const address = await issue(gateway, first);
  await issue(gateway, sign(sampleReceipt({ why: 'ended-by-admin' }), privateKey));
  expect(await (await fetch(`${address}.json`)).text()).toBe(first);
});

test.each([
  ['an erasure of which there is none', newId('erasure')],
  ['what is no id', 'constructor'],
])('%s has no receipt: a page says why that can be, a program is told', async (_what, id) => {
  const { gateway } = await withKeys();
  const page = await fetch(`${gateway.url}/receipts/${id}`, { headers: { accept: 'text/html' } });
  expect({ status: page.status, cache: page.headers.get('cache-control') }).toEqual({ status: 404, cache: 'no-store' });
  expect(await page.text()).toContain('There is no receipt here');
  const file = await fetch(`${gateway.url}/receipts/${id}.json`, { headers: { accept: 'application/json' } });
  expect(file.status).toBe(404);
  expect(await file.json()).toMatchObject({ code: 'receipt-unknown' });
});

test('a key that was added is told of without a restart, and a file that is none is no answer', async () => {
  const { file, gateway } = await withKeys();
  const told = () => fetch(`${gateway.url}/.well-known/crescendo-receipt-keys.json`);
  const next = newSigningKey();
  await writeFile(file, JSON.stringify({ keys: [key, next.key] }));
  expect(readKeys(await (await told()).text()).keys).toHaveLength(2);
  await writeFile(file, 'planted');
  const broken = await told();
  expect(broken.status).toBe(503);
  expect(await broken.text()).not.toContain('planted');
});
