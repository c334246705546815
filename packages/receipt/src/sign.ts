import { type KeyObject, sign as signBytes } from 'node:crypto';
import { permanent } from '@crescendo/contracts';
import { FORMAT, type Receipt } from './body.ts';
import { canonicalJson } from './canonical.ts';
import { keyIdOf, publicJwkOf } from './keys.ts';
import { type SignedReceipt, receipt as schema } from './receipt.ts';

/**
 * The signed bytes: the name of the format, a zero byte, and the receipt in canonical JSON, all in UTF-8. The name
 * comes first, so that nothing else this key may ever sign can pass for a receipt.
 */
export const signedBytes = (receipt: Receipt): Buffer => Buffer.from(`${FORMAT}\0${canonicalJson(receipt)}`);

/** The one text of a signed receipt: canonical JSON (RFC 8785) and a line feed. */
export const fileText = (signed: SignedReceipt): string => `${canonicalJson(signed)}\n`;

/**
 * Signs a receipt (Ed25519, RFC 8032) and returns the file's text. The same receipt and key give the same text.
 *
 * Throws Failure `receipt-incomplete` when the schema rejects it (with paths, without values), and
 * `receipt-key-refused`.
 */
export function sign(receipt: Receipt, privateKey: KeyObject): string {
  const parsed = schema.safeParse(receipt);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw permanent('receipt-incomplete', `The receipt cannot be signed. ${wrong}`);
  }
  const keyId = keyIdOf(publicJwkOf(privateKey));
  const value = signBytes(null, signedBytes(parsed.data), privateKey).toString('base64url');
  return fileText({ receipt: parsed.data, signature: { algorithm: 'Ed25519', keyId, value } });
}
