import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { operatorActions } from '../api/operator/actions.ts';
import { testGateway } from './test-gateway.ts';

/** A gateway that knows the operators ada and grace, but not mallory. The test gives other services' answers. */
export async function operatorGateway(answers: Parameters<typeof testGateway>[0]) {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-operators-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = join(dir, 'operators.jwks.json');
  const keys = new Map<string, CryptoKey>();
  const publicKeys: object[] = [];
  for (const name of ['ada', 'grace', 'mallory']) {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    keys.set(name, privateKey);
    if (name !== 'mallory') publicKeys.push({ ...(await exportJWK(publicKey)), kid: name, alg: 'EdDSA' });
  }
  const write = (set: object[]) => writeFile(file, JSON.stringify({ keys: set }));
  await write(publicKeys);
  const gateway = await testGateway(answers, { OPERATOR_JWKS_FILE: file });

  async function token(by: string, claims: { kid?: string; issuer?: string; audience?: string; at?: number } = {}) {
    const { kid = by, issuer = by, audience = 'crescendo-operator', at = Math.floor(Date.now() / 1000) } = claims;
    const signing = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid }).setIssuer(issuer).setAudience(audience);
    return await signing
      .setIssuedAt(at)
      .setExpirationTime(at + 60)
      .sign(keys.get(by) ?? new Uint8Array());
  }
  async function ask(
    path: string,
    given: { token?: string | undefined; body?: object; key?: string } = {},
  ): Promise<Record<string, unknown>> {
    const { body, key } = given;
    const headers: Record<string, string> = {
      ...(given.token && { authorization: `Bearer ${given.token}` }),
      ...(key && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const response = await fetch(`${gateway.url}/operator${path}`, { ...init, headers });
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    return { status: response.status, ...answer };
  }
  return {
    ...gateway,
    ask,
    token,
    /** Sends a request as an operator whose key is known. */
    as: async (who: string, path: string, body?: object, key?: string) =>
      ask(path, { token: await token(who), ...(body && { body }), ...(key && { key }) }),
    dismissed: () => write(publicKeys.slice(1)),
    onRecord: async () =>
      (await gateway.context.model(operatorActions).find({}).sort({ at: 1 }).lean()).map((row) => [
        ...[row.operator, row.action, row.outcome, row.reason],
      ]),
  };
}
