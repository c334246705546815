import { createCipheriv, createDecipheriv, hash, type KeyObject, randomBytes } from 'node:crypto';
import { permanent } from '@crescendo/contracts';
import { type KeyOwner, keyId, withGeneration } from './owner.ts';

/** The place a sealed value is bound to: it opens only there. */
export type Binding = { owner: KeyOwner; record: string; field: string };

/** A key and its generation: 1 unless a withdrawal destroyed an earlier one. */
export type SealingKey = { key: KeyObject; generation: number };

// RFC 7518, section 5.3: AES-256-GCM with a 96-bit nonce and a 128-bit tag. Uses Node's own cipher: a library over
// WebCrypto takes ten times as long for short values like ours.
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const COMPACT_FORM = /^([\w-]+)\.\.([\w-]{16})\.([\w-]+)\.([\w-]{22})$/;

const PADDING_STEP = 256;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The few names that schemas give to their fields. */
const fieldCodes = new Map<string, string>();

/** A field's name in the header: 8 characters of its hash, so that a header does not reveal what it hides. */
function fieldCode(field: string): string {
  const known = fieldCodes.get(field);
  if (known !== undefined) return known;
  const code = hash('sha256', field, 'buffer').subarray(0, 6).toString('base64url');
  fieldCodes.set(field, code);
  return code;
}

/**
 * The protected header of a sealed value: key, tenant (`t`), user (`u`), record (`r`) and field (`f`), all covered by
 * the seal. Its text is canonical, so that it can be compared as text.
 */
function headerFor({ owner, record, field }: Binding, generation: number): string {
  const { tenant, user } = owner;
  const kid = withGeneration(keyId(owner), generation);
  const header = { alg: 'dir', enc: 'A256GCM', kid, t: tenant, r: record, f: fieldCode(field), u: user };
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

const LATER_KEY = /"kid":"[^"]*\/([2-9]|[1-9]\d{1,8})"/;

/** The generation in a header; undefined if it names none, as for a first key. */
function namedGeneration(jwe: string): number | undefined {
  const header = Buffer.from(jwe.slice(0, jwe.indexOf('.')), 'base64url').toString();
  const [, generation] = LATER_KEY.exec(header) ?? [];
  return generation === undefined ? undefined : Number(generation);
}

/**
 * JSON text as bytes; padded with spaces, which JSON ignores, to a whole number of 256 bytes. Throws Failure
 * `value-not-json` for values that JSON cannot express, such as undefined.
 */
function jsonBytes(value: unknown, padded: boolean): Buffer {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw permanent('value-not-json', 'A value to be sealed has no form in JSON.');
  const bytes = Buffer.from(text);
  if (!padded) return bytes;
  const whole = Buffer.alloc(Math.ceil(bytes.length / PADDING_STEP) * PADDING_STEP, ' ');
  whole.set(bytes);
  return whole;
}

/**
 * Seals a JSON value: JWE in compact form (RFC 7516), `dir` with `A256GCM`, never compressed. `padded` hides the value's
 * length up to steps of 256 bytes.
 */
export function sealValue(sealing: { key: SealingKey; binding: Binding; value: unknown; padded: boolean }): string {
  const { key, generation } = sealing.key;
  const header = headerFor(sealing.binding, generation);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(header));
  const sealed = cipher.update(jsonBytes(sealing.value, sealing.padded)); // this mode has no final block
  cipher.final();
  const text = (bytes: Buffer) => bytes.toString('base64url');
  return `${header}..${text(nonce)}.${text(sealed)}.${text(cipher.getAuthTag())}`;
}

const broken = (message: string) => permanent('seal-broken', message);

/**
 * Checks that a sealed value was made for this place, and returns the generation of its key. Needs no key; `openValue`
 * still has to prove that the header is genuine. Throws Failure `seal-broken`.
 */
export function checkBinding(jwe: string, binding: Binding): number {
  if (!COMPACT_FORM.test(jwe)) throw broken('A sealed value is not in the form of one.');
  const namesKeyOf = (generation: number) => jwe.startsWith(`${headerFor(binding, generation)}..`);
  if (namesKeyOf(1)) return 1; // nearly always: only a later key's header has to be parsed
  const generation = namedGeneration(jwe);
  if (generation === undefined || !namesKeyOf(generation))
    throw broken('A sealed value belongs to another place than where it was found.');
  return generation;
}

/** Base64url lets the last character vary without changing the bytes, but a sealed value has exactly one spelling. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw broken('A sealed value is spelled in a way we never write.');
  return bytes;
}

/**
 * Opens what `sealValue` made with the same key, after `checkBinding` has confirmed its place. Throws Failure
 * `seal-broken` when anything was changed.
 */
export function openValue({ key, jwe }: { key: KeyObject; jwe: string }): unknown {
  const [, header = '', nonce = '', sealed = '', tag = ''] = COMPACT_FORM.exec(jwe) ?? [];
  const decipher = createDecipheriv(CIPHER, key, bytesOf(nonce), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(header)).setAuthTag(bytesOf(tag));
  const opened = decipher.update(bytesOf(sealed));
  try {
    decipher.final(); // throws unless the tag fits: before it, nothing of `opened` may be believed
    const value: unknown = JSON.parse(decoder.decode(opened));
    return value;
  } catch {
    // Drops the cause and its message: a parser's message quotes the text it could not read.
    throw broken('A sealed value was changed, or sealed under another key.');
  }
}
