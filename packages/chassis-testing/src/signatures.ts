import { generateKeyPairSync } from 'node:crypto';
import { createSignatures, type Signatures } from '@crescendo/chassis/src/wire/signatures.ts';
import { services } from '@crescendo/contracts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** For tests: every service signs with the same key, so what one publishes another can be given. */
export const sharedSignatures = (): Signatures =>
  createSignatures({ own: privateKey, of: new Map(services.map((name) => [name, publicKey])) });
