import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { opaque, permanent, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import { moment } from './fields.ts';

/** An Ed25519 public key as a JWK (RFC 8037), with no other fields. */
const publicJwk = z.strictObject({
  kty: plain(z.literal('OKP')),
  crv: plain(z.literal('Ed25519')),
  x: opaque(z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/)),
});
export type PublicJwk = z.output<typeof publicJwk>;

const receiptKey = z.strictObject({
  keyId: opaque(z.string()),
  publicKey: publicJwk,
  /** It signs receipts issued at this time or later. */
  from: moment(),
  /** It signs receipts issued before this time; absent for a key still in use. */
  until: moment().optional(),
});
export type ReceiptKey = z.output<typeof receiptKey>;

/**
 * The current and former public keys that sign receipts: `/.well-known/crescendo-receipt-keys.json`. A stolen key is
 * removed, and its receipts are signed again.
 */
const receiptKeys = z
  .strictObject({ keys: z.array(receiptKey) })
  .refine(
    ({ keys }) => keys.every(({ keyId, publicKey }) => keyId === keyIdOf(publicKey)),
    'a key has the id of another',
  )
  .refine(({ keys }) => new Set(keys.map(({ keyId }) => keyId)).size === keys.length, 'a key is there twice');
export type ReceiptKeys = z.output<typeof receiptKeys>;

/** A key's id: its JWK thumbprint (RFC 7638) with SHA-256, in base64url. */
export const keyIdOf = ({ kty, crv, x }: PublicJwk): string =>
  createHash('sha256').update(canonicalJson({ crv, kty, x })).digest('base64url');

/** The public part of an Ed25519 key. Throws Failure `receipt-key-refused` for a key of any other kind. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const exported = key.type === 'secret' ? {} : createPublicKey(key).export({ format: 'jwk' });
  const { kty, crv, x } = exported;
  const parsed = publicJwk.safeParse({ kty, crv, x });
  if (!parsed.success) throw permanent('receipt-key-refused', 'Receipts are signed with Ed25519 keys only.');
  return parsed.data;
}

/** Parses a document of keys. Throws Failure `receipt-keys-refused` if it is not one. */
export function readKeys(text: string): ReceiptKeys {
  try {
    return receiptKeys.parse(JSON.parse(text));
  } catch (cause) {
    throw permanent('receipt-keys-refused', 'This is no list of receipt keys.', { cause });
  }
}
