import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTokens, type Tokens } from '@crescendo/chassis/src/http/tokens.ts';
import type { ServiceName } from '@crescendo/contracts';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { onTestFinished } from 'vitest';

/** Tokens of services that know each other's keys; each has its own. */
export async function serviceTokens(...names: ServiceName[]): Promise<{
  open(name: ServiceName): Promise<Tokens>;
  privateKeys: ReadonlyMap<ServiceName, CryptoKey>;
}> {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-tokens-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const publicKeys = [];
  const privateKeys = new Map<ServiceName, CryptoKey>();
  for (const name of names) {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    privateKeys.set(name, privateKey);
    await writeFile(join(dir, name), JSON.stringify(await exportJWK(privateKey)));
    publicKeys.push({ ...(await exportJWK(publicKey)), kid: name, alg: 'EdDSA' });
  }
  const keys = join(dir, 'jwks');
  await writeFile(keys, JSON.stringify({ keys: publicKeys }));
  return { open: (name) => openTokens(name, { key: join(dir, name), keys }), privateKeys };
}
