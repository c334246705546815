import { generateKeyPairSync } from 'node:crypto';
import { createSignatures, type Signatures } from '@crescendo/chassis/src/wire/signatures.ts';
import { services } from '@crescendo/contracts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** For tests: all services sign with the same key, so a test can pass any service's events to any other. */
export const sharedSignatures = (): Signatures =>
  createSignatures({ own: privateKey, of: new Map(services.map((name) => [name, publicKey])) });
