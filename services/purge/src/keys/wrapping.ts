import { randomBytes, webcrypto } from 'node:crypto';
import { permanent } from '@crescendo/contracts';
import { CompactEncrypt, type CryptoKey, compactDecrypt } from 'jose';

/** A key that wraps others, and the name by which they refer to it. */
export type Parent = { name: string; key: CryptoKey };

const KEY_BYTES = 32;

/** A new random AES-256 key. */
export const newKey = (): Uint8Array => randomBytes(KEY_BYTES);

/** A key that can wrap and unwrap but not be read: this overwrites the given bytes. */
export async function asParent(name: string, bytes: Uint8Array): Promise<Parent> {
  const key = await webcrypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
  bytes.fill(0);
  return { name, key };
}

/**
 * Wraps a key under its parent: JWE in compact form (RFC 7516), `dir` with `A256GCM`. The header binds it to its own
 * name (`k`) and its parent's (`kid`), so rows cannot be swapped.
 */
export const wrap = ({ name, key, parent }: { name: string; key: Uint8Array; parent: Parent }): Promise<string> =>
  new CompactEncrypt(key)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: parent.name, k: name })
    .encrypt(parent.key);

/** Undoes `wrap`. Throws Failure `wrapped-key-broken` when the text was changed, moved, or has another parent. */
export async function unwrap(wrapping: { name: string; wrapped: string; parent: Parent }): Promise<Uint8Array> {
  const { name, wrapped, parent } = wrapping;
  const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  const opened = await compactDecrypt(wrapped, parent.key, options).catch((cause: unknown) => {
    throw permanent('wrapped-key-broken', `The key ${name} does not open under ${parent.name}.`, { cause });
  });
  const { kid, k } = opened.protectedHeader;
  if (kid !== parent.name || k !== name || opened.plaintext.length !== KEY_BYTES)
    throw permanent('wrapped-key-broken', `The key in place of ${name} is another.`);
  return opened.plaintext;
}
