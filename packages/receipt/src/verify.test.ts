import { createPublicKey, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { keyIdOf, publicJwkOf, readKeys } from './keys.ts';
import { sign, signedBytes } from './sign.ts';
import { newSigningKey, samplePersonReceipt, sampleReceipt } from './testing.ts';
import { type Verdict, verify } from './verify.ts';

const bytes = (text: string) => Buffer.from(text);
const signing = newSigningKey();
const keys = { keys: [newSigningKey().key, signing.key] };
const text = sign(sampleReceipt(), signing.privateKey);
const file = bytes(text);
const reason = (verdict: Verdict) => (verdict.valid ? 'valid' : verdict.reason);
const reasonOf = (changed: string | Buffer) => reason(verify(Buffer.from(changed), keys));
const resigned = (change: (signed: { receipt: object; signature: object }) => object) =>
  `${canonicalJson(change(JSON.parse(text)))}\n`;

test('a receipt verifies with the key that signed it, and says what was signed', () => {
  for (const receipt of [sampleReceipt(), samplePersonReceipt()]) {
    const verdict = verify(bytes(sign(receipt, signing.privateKey)), keys);
    expect(verdict).toEqual({ valid: true, receipt, keyId: signing.key.keyId });
  }
});

test('the same receipt and key make the same file', () => {
  expect(sign(sampleReceipt(), signing.privateKey)).toBe(text);
});

test('any JSON and Ed25519 library can check it', () => {
  const { receipt, signature } = JSON.parse(text);
  const signed = Buffer.concat([bytes('crescendo-receipt/1'), Buffer.of(0), bytes(canonicalJson(receipt))]);
  const key = createPublicKey({ key: signing.key.publicKey, format: 'jwk' });
  expect(verifyBytes(null, signed, key, Buffer.from(signature.value, 'base64url'))).toBe(true);
});

/** As short as a receipt can be: one row of each kind. */
function shortest() {
  const { systems, retained, horizons } = sampleReceipt();
  const firstOf = <T extends { kind: string }>(rows: readonly T[]) =>
    rows.filter(({ kind }, at) => rows.findIndex((row) => row.kind === kind) === at);
  return sampleReceipt({ retained, systems: firstOf(systems), horizons: firstOf(horizons) });
}

// All eight bits of every byte are refused too, and take eight times as long.
test('no byte of the file can have a bit changed: every byte, its bits in turn', () => {
  const short = bytes(sign(shortest(), signing.privateKey));
  expect(reason(verify(short, keys))).toBe('valid');
  const believed = [...short.keys()].filter((at) => {
    const changed = Buffer.from(short);
    changed[at] = (short[at] ?? 0) ^ (1 << (at % 8));
    return verify(changed, keys).valid;
  });
  expect(believed).toEqual([]);
});

test('no bytes can be changed, left out or put in', () => {
  const place = fc.nat(file.length - 1);
  fc.assert(
    fc.property(place, fc.uint8Array({ maxLength: 4 }), fc.nat(4), (at, put, out) => {
      const changed = Buffer.concat([file.subarray(0, at), put, file.subarray(at + out)]);
      return changed.equals(file) || reasonOf(changed) !== 'valid';
    }),
    { numRuns: 2_000 },
  );
});

test.each<[string, (given: string) => string, string]>([
  ['an empty file', () => '', 'not-a-receipt'],
  ['something else', () => '{"hello":"world"}\n', 'not-a-receipt'],
  [
    'a name given twice, the first a lie',
    (t) => t.replace('"issuer":', '"issuer":"Nobody","issuer":'),
    'not-canonical',
  ],
  [
    'a field too many',
    () => resigned(({ receipt, signature }) => ({ receipt, signature, note: 'x' })),
    'not-a-receipt',
  ],
  ['a field too many in the signature', (t) => t.replace('"keyId":', '"hint":"x","keyId":'), 'not-a-receipt'],
  ['a space between', (t) => t.replace(',', ', '), 'not-canonical'],
  ['a line feed less', (t) => t.trimEnd(), 'not-canonical'],
  ['a line feed more', (t) => `${t}\n`, 'not-canonical'],
  ['a byte order mark', (t) => `\ufeff${t}`, 'not-a-receipt'],
  ['a letter written by its number', (t) => t.replace('"Crescendo"', '"\\u0043rescendo"'), 'not-canonical'],
  ['a number written at length', (t) => t.replace('"after":0', '"after":0.0'), 'not-canonical'],
  ['a minus before nothing', (t) => t.replace('"after":0', '"after":-0'), 'not-canonical'],
  [
    'names in another order',
    (t) => `${JSON.stringify({ signature: JSON.parse(t).signature, ...JSON.parse(t) })}\n`,
    'not-canonical',
  ],
  ['half a character by its number', (t) => t.replace('"Crescendo"', '"\\ud800"'), 'not-a-receipt'],
  ['a prototype', (t) => t.replace('"receipt":{', '"receipt":{"__proto__":{},'), 'not-a-receipt'],
])('%s is refused', (_what, change, expected) => {
  expect(reasonOf(change(text))).toBe(expected);
});

test('bytes that are no UTF-8 are refused, also where a lenient reader would see the same', () => {
  const receipt = sampleReceipt({ issuer: 'Crescendo \ufffd' });
  const signed = bytes(sign(receipt, signing.privateKey));
  const at = signed.indexOf(bytes('\ufffd'));
  expect(reason(verify(signed, keys))).toBe('valid');
  const lenient = Buffer.concat([signed.subarray(0, at), Buffer.of(0xff), signed.subarray(at + 3)]);
  expect(reason(verify(lenient, keys))).toBe('not-a-receipt');
});

test('a second base64 of the same signature is refused', () => {
  const { signature } = JSON.parse(text);
  const last = signature.value.at(-1);
  const twin = `${signature.value.slice(0, -1)}${String.fromCharCode(last.charCodeAt(0) + 1)}`;
  expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(signature.value, 'base64url'));
  expect(reasonOf(text.replace(signature.value, twin))).toBe('not-a-receipt');
});

test('a changed receipt in canonical form has a wrong signature', () => {
  expect(reasonOf(text.replace('"after":0', '"after":1'))).not.toBe('valid');
  expect(reasonOf(text.replace('"deleted":10021', '"deleted":10022'))).toBe('signature-wrong');
});

test('a signature of the same key over the bare receipt is none of a receipt', () => {
  const { receipt } = JSON.parse(text);
  const value = signBytes(null, bytes(canonicalJson(receipt)), signing.privateKey).toString('base64url');
  const other = resigned((signed) => ({ ...signed, signature: { ...signed.signature, value } }));
  expect(reasonOf(other)).toBe('signature-wrong');
});

test('a key nobody published is unknown, also where it would fit', () => {
  const stranger = newSigningKey();
  expect(reason(verify(bytes(sign(sampleReceipt(), stranger.privateKey)), keys))).toBe('key-unknown');
  const posing = resigned((signed) => ({ ...signed, signature: { ...signed.signature, keyId: keys.keys[0]?.keyId } }));
  expect(reasonOf(posing)).toBe('signature-wrong');
});

test('a key counts for what was issued while it was in use, to the millisecond', () => {
  const { issuedAt } = sampleReceipt();
  const millisecond = (by: number) => new Date(Date.parse(issuedAt) + by).toISOString();
  const withKey = (valid: { from?: string; until?: string }) => {
    const { privateKey, key } = newSigningKey(valid);
    return reason(verify(bytes(sign(sampleReceipt(), privateKey)), { keys: [key] }));
  };
  expect(withKey({ from: issuedAt, until: millisecond(1) })).toBe('valid');
  expect(withKey({ from: millisecond(1) })).toBe('key-not-valid-then');
  expect(withKey({ from: millisecond(-5), until: issuedAt })).toBe('key-not-valid-then');
});

test('an incomplete receipt is not signed, and the refusal names places, not values', () => {
  const incomplete = sampleReceipt({ horizons: [], issuer: 'Secret\u0007' });
  expect(() => sign(incomplete, signing.privateKey)).toThrow(
    expect.objectContaining({ code: 'receipt-incomplete', message: expect.not.stringContaining('Secret') }),
  );
});

test('what is signed begins with what it is', () => {
  expect(signedBytes(sampleReceipt()).subarray(0, 20)).toEqual(bytes('crescendo-receipt/1\0'));
});

test('a key’s id is its thumbprint: the example of RFC 8037, A.3', () => {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
  expect(keyIdOf({ kty: 'OKP', crv: 'Ed25519', x })).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

test('a list of keys in which a key has the id of another, or is there twice, is refused', () => {
  const [first, second] = [newSigningKey().key, newSigningKey().key];
  const list = (...all: object[]) => JSON.stringify({ keys: all });
  expect(readKeys(list(first, second)).keys).toHaveLength(2);
  for (const wrong of ['', '[]', list({ ...first, keyId: second.keyId }), list(first, { ...first })])
    expect(() => readKeys(wrong)).toThrow(expect.objectContaining({ code: 'receipt-keys-refused' }));
});

test('no other kind of key signs', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(() => publicJwkOf(privateKey)).toThrow(expect.objectContaining({ code: 'receipt-key-refused' }));
});
