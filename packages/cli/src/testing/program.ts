import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { onTestFinished } from 'vitest';
import { run } from '../run.ts';
import type { Terminal } from '../surroundings.ts';

type Asked = { method: string; path: string; token: string; key: string | undefined; body: unknown };
/** `date`: what time it is at the gateway; by default the real time. */
type Answer = { status?: number; body: unknown; date?: string };

/**
 * A gateway with these answers (the last one repeats), an operator's key, and the program. The person at the terminal
 * types what a test says.
 */
export async function programWith(...answers: [Answer, ...Answer[]]) {
  const asked: Asked[] = [];
  const gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'idempotency-key': key } = request.headers;
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    const { method = '', url: path = '' } = request;
    asked.push({ method, path, token: authorization.replace('Bearer ', ''), key: key?.toString(), body });
    const answer = answers[asked.length - 1] ?? answers.at(-1);
    const date = answer?.date && { date: answer.date };
    response
      .writeHead(answer?.status ?? 200, { 'content-type': 'application/json', ...date })
      .end(JSON.stringify(answer?.body));
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
  const sitting: { terminal: Terminal | undefined } = { terminal: undefined };
  return {
    asked,
    /** From now on somebody is at the terminal and types this. */
    types(typed: string, columns = 200) {
      sitting.terminal = { columns, ask: async () => typed };
    },
    async crescendo(...argv: string[]) {
      const out: string[] = [];
      const err: string[] = [];
      const code = await run(argv, {
        environment: { CRESCENDO_URL: url, CRESCENDO_OPERATOR_KEY: keyFile },
        directory: dir,
        out: (text) => void out.push(text),
        err: (text) => void err.push(text),
        ...sitting,
      });
      return { code, out: out.join(''), err: err.join('') };
    },
  };
}
