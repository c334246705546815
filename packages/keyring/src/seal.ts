import { createHash } from 'node:crypto';
import { permanent } from '@crescendo/contracts';
import { CompactEncrypt, type CryptoKey, compactDecrypt, decodeProtectedHeader } from 'jose';
import { type KeyOwner, keyId } from './owner.ts';

/** What a sealed value is tied to: it opens in this place only. */
export type Binding = { owner: KeyOwner; record: string; field: string };

const PADDING_STEP = 256;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A field's name as the header shows it: 8 characters of its hash, so that no header tells what kind of thing it hides. */
const fieldCode = (field: string): string =>
  createHash('sha256').update(field).digest().subarray(0, 6).toString('base64url');

/** The protected header: key, tenant (`t`), user (`u`), record (`r`) and field (`f`), all covered by the seal. */
function headerFor({ owner, record, field }: Binding) {
  const header = { alg: 'dir', enc: 'A256GCM', kid: keyId(owner), t: owner.tenant, r: record, f: fieldCode(field) };
  return owner.user === undefined ? header : { ...header, u: owner.user };
}

/**
 * JSON text as bytes; padded with spaces, which JSON ignores, to a whole number of 256 bytes. Throws Failure
 * `value-not-json` for what JSON cannot say, such as undefined.
 */
function jsonBytes(value: unknown, padded: boolean): Uint8Array {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw permanent('value-not-json', 'A value to be sealed has no form in JSON.');
  const bytes = encoder.encode(text);
  if (!padded) return bytes;
  const whole = new Uint8Array(Math.ceil(bytes.length / PADDING_STEP) * PADDING_STEP).fill(0x20);
  whole.set(bytes);
  return whole;
}

/**
 * Seals a JSON value: JWE in compact form (RFC 7516), `dir` with `A256GCM`, never compressed. `padded` hides the value's
 * length up to steps of 256 bytes.
 */
export function sealValue(sealing: {
  key: CryptoKey;
  binding: Binding;
  value: unknown;
  padded: boolean;
}): Promise<string> {
  return new CompactEncrypt(jsonBytes(sealing.value, sealing.padded))
    .setProtectedHeader(headerFor(sealing.binding))
    .encrypt(sealing.key);
}

const broken = (message: string, cause?: unknown) => permanent('seal-broken', message, { cause });

/**
 * Checks that a sealed value was made for this place. Needs no key; `openValue` still has to prove that the header is
 * genuine. Throws Failure `seal-broken`.
 */
export function checkBinding(jwe: string, binding: Binding): void {
  let found: Record<string, unknown>;
  try {
    found = { ...decodeProtectedHeader(jwe) };
  } catch (cause) {
    throw broken('A sealed value is not in the form of one.', cause);
  }
  const expected = Object.entries(headerFor(binding));
  if (Object.keys(found).length !== expected.length || expected.some(([name, value]) => found[name] !== value))
    throw broken('A sealed value belongs to another place than where it was found.');
}

/** Base64url lets the last character vary without changing the bytes; a sealed value has one spelling only. */
const canonical = (jwe: string): boolean =>
  jwe.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** Opens what `sealValue` made with the same key and binding. Throws Failure `seal-broken` when anything was changed. */
export async function openValue({ key, jwe, binding }: { key: CryptoKey; jwe: string; binding: Binding }) {
  checkBinding(jwe, binding);
  if (!canonical(jwe)) throw broken('A sealed value is spelled in a way we never write.');
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const value: unknown = JSON.parse(decoder.decode(plaintext));
    return value;
  } catch {
    // Neither the cause nor its message goes on: a parser's quotes what it could not read.
    throw broken('A sealed value was changed, or sealed under another key.');
  }
}
