import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { problem } from '@crescendo/contracts';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import type { Place } from './find-system.ts';
import { Refused, UsageError } from './surroundings.ts';

/** The gateway's routes for operators; signs each request. Throws {@link Refused} with the gateway's answer. */
export type Api = {
  /** What time it is at the gateway, as its last answer said: what it tells is of that time. */
  now(): Date;
  get<S extends z.ZodType>(path: string, answer: S): Promise<z.output<S>>;
  /** Retried once when no answer came: its Idempotency-Key makes that safe. */
  post<S extends z.ZodType>(path: string, body: object, answer: S): Promise<z.output<S>>;
};

const DEADLINE_MS = 40_000;

const privateKey = z.looseObject({ kid: z.string(), kty: z.literal('OKP'), d: z.string() });

async function signerOf(keyFile: string): Promise<() => Promise<string>> {
  const found = await readFile(keyFile, 'utf8').catch(() => '');
  const jwk = privateKey.safeParse(parsed(found));
  if (!jwk.success) throw new UsageError(`${keyFile} holds no private JWK (Ed25519) whose kid is your name.`);
  const key = await importJWK(jwk.data, 'EdDSA');
  const { kid } = jwk.data;
  return () =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(kid)
      .setAudience('crescendo-operator')
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(key);
}

export async function openApi({ url, keyFile }: Place): Promise<Api> {
  const sign = await signerOf(keyFile);
  let aheadMs = 0;

  async function ask<S extends z.ZodType>(path: string, init: RequestInit, answer: S): Promise<z.output<S>> {
    const headers = { ...init.headers, authorization: `Bearer ${await sign()}` };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const response = await fetch(new URL(path, url), { ...init, headers, signal, redirect: 'error' });
    const there = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(there)) aheadMs = there - Date.now();
    const body = parsed(await response.text());
    if (!response.ok) throw new Refused(sentence(response.status, body));
    const read = answer.safeParse(body);
    if (!read.success) throw new Refused('The gateway answers in a form this program does not know.');
    return read.data;
  }

  const away = () => new Refused(`The gateway at ${url} does not answer.`);
  const noAnswer = (error: unknown) => !(error instanceof Refused || error instanceof UsageError);

  return {
    now: () => new Date(Date.now() + aheadMs),
    get: (path, answer) =>
      ask(path, {}, answer).catch((error: unknown) => {
        throw noAnswer(error) ? away() : error;
      }),
    async post(path, body, answer) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const asking = () => ask(path, init, answer);
      return await asking()
        .catch((error: unknown) => {
          if (noAnswer(error)) return asking();
          throw error;
        })
        .catch((error: unknown) => {
          throw noAnswer(error) ? away() : error;
        });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an answer that is not a document says nothing
  }
}

/** A problem document (RFC 9457) in words. */
function sentence(status: number, body: unknown): string {
  const found = problem.safeParse(body);
  if (!found.success) return `The gateway answered ${status}.`;
  const { title, detail, code } = found.data;
  return `${detail ?? title} (${code})`;
}
