import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { run } from './run.ts';

type Asked = { method: string; path: string; token: string; key: string | undefined; body: unknown };

const counts = { dead: 2, parked: 3, already: 0, dismissOnly: 0, more: false };

/** A gateway that answers the same to everything, a key of an operator, and the program before them. */
async function scene(answer: { status?: number; body: unknown }) {
  const asked: Asked[] = [];
  const gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'idempotency-key': key } = request.headers;
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    const { method = '', url: path = '' } = request;
    asked.push({ method, path, token: authorization.replace('Bearer ', ''), key: key?.toString(), body });
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-cli-'));
  onTestFinished(async () => {
    gateway.close();
    await rm(dir, { recursive: true });
  });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const keyFile = join(dir, 'ada.jwk.json');
  await writeFile(keyFile, JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'ada' }));
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`; // a TCP server that listens has one
  return {
    asked,
    async crescendo(...argv: string[]) {
      const out: string[] = [];
      const err: string[] = [];
      const code = await run(argv, {
        environment: { CRESCENDO_URL: url, CRESCENDO_OPERATOR_KEY: keyFile },
        directory: dir,
        out: (text) => void out.push(text),
        err: (text) => void err.push(text),
      });
      return { code, out: out.join(''), err: err.join('') };
    },
  };
}

test('a redrive is a dry run unless it is said to be done', async () => {
  const { crescendo, asked } = await scene({ body: counts });
  const dry = await crescendo('dead', 'redrive', 'billing', '--code', 'schema-invalid');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Would take up 2 dead letters') });
  expect(dry.out).toContain('say --yes');
  expect(asked[0]).toMatchObject({
    method: 'POST',
    path: '/operator/dead-letters/billing/redrive',
    body: { action: 'redrive', filter: { code: 'schema-invalid' }, dryRun: true },
  });
  await crescendo('dead', 'dismiss', 'billing/evt_1', '--reason', 'never needed', '--yes', '--rate', '5');
  expect(asked[1]?.body).toEqual({
    ...{ action: 'dismiss', filter: { ids: ['evt_1'] }, reason: 'never needed', rate: 5, dryRun: false },
  });
  expect(asked[1]?.key).toMatch(/^[\w-]{36}$/);
});

test('each request is signed for a minute by whose key it is', async () => {
  const { crescendo, asked } = await scene({ body: { services: [] } });
  await crescendo('dead', 'list', '--event-key', 'usr_1');
  const [request] = asked;
  expect(request?.path).toBe('/operator/dead-letters?key=usr_1');
  expect(decodeProtectedHeader(request?.token ?? '')).toMatchObject({ alg: 'EdDSA', kid: 'ada' });
  const { iss, aud, iat = 0, exp = 0 } = decodeJwt(request?.token ?? '');
  expect({ iss, aud, lasts: exp - iat }).toEqual({ iss: 'ada', aud: 'crescendo-operator', lasts: 60 });
});

test.each([
  ['no command', []],
  ['a command that there is not', ['dead', 'raise']],
  ['an option that there is not', ['status', '--loud']],
  ['a service that there is not', ['dead', 'list', 'payroll']],
  ['nothing that says which', ['dead', 'redrive', 'billing', '--reason', 'all of it']],
  ['no reason for what is done', ['dead', 'redrive', 'billing', '--all', '--yes']],
  ['a rate that is none', ['dead', 'redrive', 'billing', '--all', '--rate', 'fast']],
  ['both yes and dry run', ['dead', 'redrive', 'billing', '--all', '--yes', '--dry-run']],
  ['no place', ['dead', 'show', 'evt_1']],
])('%s is not understood: exit code 2, nothing asked', async (_what, argv) => {
  const { crescendo, asked } = await scene({ body: {} });
  const { code, err } = await crescendo(...argv);
  expect([code, asked]).toEqual([2, []]);
  expect(err).toContain('crescendo');
});

test('what the gateway refuses is said in its words: exit code 1', async () => {
  const problem = { type: 'urn:x', title: 'It is refused', status: 404, detail: 'There is none.', code: 'not-found' };
  const { crescendo } = await scene({ status: 404, body: { ...problem, retry: false } });
  expect(await crescendo('dead', 'show', 'billing/evt_1')).toEqual({
    ...{ code: 1, out: '', err: 'There is none. (not-found)\n' },
  });
});

test('--json prints the answer and nothing else', async () => {
  const { crescendo } = await scene({ body: counts });
  const { out } = await crescendo('dead', 'redrive', 'billing', '--all', '--json');
  expect(JSON.parse(out)).toEqual(counts);
});

test.each(['status', 'dead list', 'dead show', 'dead approve', 'dead redrive', 'dead dismiss', 'dead follow'])(
  '%s --help tells how it is used, without a system',
  async (name) => {
    const { crescendo, asked } = await scene({ body: {} });
    const { code, out } = await crescendo(...name.split(' '), '--help');
    expect([code, asked]).toEqual([0, []]);
    expect(out).toContain(`crescendo ${name}`);
  },
);
