import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServiceName, services } from '@crescendo/contracts';
import { keyIdOf, publicJwkOf } from '@crescendo/receipt';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export type SlackSecrets = { signingSecret: string; clientId: string; clientSecret: string };

export type Secrets = {
  /** A service's private key: an Ed25519 JWK (RFC 8037) whose key id is the service's name. */
  serviceKeyFile(name: ServiceName): string;
  /** The public keys of all services: a JWK set. */
  serviceJwksFile: string;
  /** The operators of this machine's system, each with a private key: a JWK whose key id is the operator's name. */
  operators: readonly { name: string; keyFile: string }[];
  /** Their public keys: a JWK set. */
  operatorJwksFile: string;
  /** The key with which the key service seals its keys: 32 random bytes, base64url. */
  masterKeyFile: string;
  /** The folder in which the key service keeps its epoch keys, wrapped with the master key. */
  epochKeysDir: string;
  /** The folder in which it records whose keys it destroyed. Not secret, but it must not be lost. */
  erasureLedgerDir: string;
  /** The key that signs receipts: an Ed25519 private key in PEM. */
  receiptKeyFile: string;
  /** The public parts of that key and of earlier ones; everybody may know them. */
  receiptKeysFile: string;
  slack: SlackSecrets;
  /** Key of the hashes by which the gateway finds workspaces: 32 random bytes, base64url. */
  teamIndexKey: string;
};

/** Two, so that one can approve the other's requests. */
const operatorNames = ['ada', 'grace'] as const;

/** The secrets of one system, created on first use and then kept, each in a file that only its owner can read. */
export async function openSecrets(dir: string): Promise<Secrets> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const serviceKeyFile = (name: ServiceName) => join(dir, `${name}.jwk.json`);
  const serviceJwksFile = join(dir, 'services.jwks.json');
  const operatorJwksFile = join(dir, 'operators.jwks.json');
  const operators = operatorNames.map((name) => ({ name, keyFile: join(dir, `operator-${name}.jwk.json`) }));
  const masterKeyFile = join(dir, 'master-key');
  const slackFile = join(dir, 'slack.json');

  await keepKeys(
    serviceJwksFile,
    services.map((name) => ({ name, keyFile: serviceKeyFile(name) })),
  );
  await keepKeys(operatorJwksFile, operators);
  await kept(masterKeyFile, newKey);
  const slack: SlackSecrets = JSON.parse(await kept(slackFile, () => JSON.stringify(newSlackSecrets())));
  const teamIndexKey = await kept(join(dir, 'team-index-key'), newKey);
  return {
    serviceKeyFile,
    serviceJwksFile,
    operators,
    operatorJwksFile,
    masterKeyFile,
    epochKeysDir: join(dir, 'epoch-keys'),
    erasureLedgerDir: join(dir, 'erasure-ledger'),
    ...(await keepReceiptKey(dir)),
    slack,
    teamIndexKey,
  };
}

/** Creates the missing private keys, and writes the public ones to a JWK set. */
async function keepKeys(setFile: string, owners: readonly { name: string; keyFile: string }[]): Promise<void> {
  const keys = await Promise.all(
    owners.map(async ({ name, keyFile }) => {
      const key: JWK = JSON.parse(await kept(keyFile, async () => JSON.stringify(await newSigningKey(name))));
      return publicPart(key);
    }),
  );
  await writeFile(setFile, JSON.stringify({ keys }), { mode: 0o600 });
}

async function keepReceiptKey(dir: string): Promise<Pick<Secrets, 'receiptKeyFile' | 'receiptKeysFile'>> {
  const receiptKeyFile = join(dir, 'receipt-key.pem');
  const receiptKeysFile = join(dir, 'crescendo-receipt-keys.json');
  const pem = await kept(receiptKeyFile, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  await kept(receiptKeysFile, () => {
    const publicKey = publicJwkOf(createPrivateKey(pem));
    const key = { keyId: keyIdOf(publicKey), publicKey, from: new Date().toISOString() };
    return JSON.stringify({ keys: [key] });
  });
  return { receiptKeyFile, receiptKeysFile };
}

async function kept(file: string, make: () => string | Promise<string>): Promise<string> {
  if (!existsSync(file)) await writeFile(file, await make(), { mode: 0o600 });
  return readFile(file, 'utf8');
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

async function newSigningKey(name: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid: name, alg: 'EdDSA', use: 'sig' };
}

function publicPart(key: JWK): JWK {
  const { d: _private, ...shared } = key;
  return shared;
}

function newSlackSecrets(): SlackSecrets {
  const digits = () => String(randomBytes(6).readUIntBE(0, 6)).padStart(13, '1').slice(0, 13);
  return {
    signingSecret: randomBytes(16).toString('hex'),
    clientId: `${digits()}.${digits()}`,
    clientSecret: randomBytes(16).toString('hex'),
  };
}
