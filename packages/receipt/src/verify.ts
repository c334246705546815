import { createPublicKey, verify as verifyBytes } from 'node:crypto';
import type { Receipt } from './body.ts';
import type { ReceiptKeys } from './keys.ts';
import { type SignedReceipt, signedReceipt } from './receipt.ts';
import { fileText, signedBytes } from './sign.ts';

/** Why a file is not a valid receipt. */
export type Reason = 'not-a-receipt' | 'not-canonical' | 'key-unknown' | 'key-not-valid-then' | 'signature-wrong';

type Refusal<R extends Reason = Reason> = { valid: false; reason: R; detail: string };
export type Verdict = { valid: true; receipt: Receipt; keyId: string } | Refusal;

const refused = <R extends Reason>(reason: R, detail: string): Refusal<R> => ({ valid: false, reason, detail });

/**
 * Whether a file is a receipt signed with one of `keys` that was valid at the time, without a single changed byte.
 * Needs only its arguments. Never throws: errors are values and quote nothing of the file.
 *
 * Every byte counts, even outside the signature: the file must equal the text of {@link fileText}. So it rejects extra
 * spaces, reordered or duplicate names, other spellings of a number or letter, and a second base64 form of the same
 * signature.
 */
export function verify(file: Uint8Array, keys: ReceiptKeys): Verdict {
  const read = readReceipt(file);
  if ('valid' in read) return read;
  const { receipt, signature } = read;
  const key = keys.keys.find(({ keyId }) => keyId === signature.keyId);
  if (!key) return refused('key-unknown', 'No key is known by the id that the file names.');
  if (receipt.issuedAt < key.from || (key.until !== undefined && receipt.issuedAt >= key.until))
    return refused(
      'key-not-valid-then',
      'The key that the file names was not in use when the receipt says it was issued.',
    );
  const publicKey = createPublicKey({ key: key.publicKey, format: 'jwk' });
  const isRight = verifyBytes(null, signedBytes(receipt), publicKey, Buffer.from(signature.value, 'base64url'));
  if (!isRight) return refused('signature-wrong', 'The signature does not belong to what the file says.');
  return { valid: true, receipt, keyId: key.keyId };
}

/** The content of a file, whoever signed it: for display, never as proof. */
export function readReceipt(file: Uint8Array): SignedReceipt | Refusal<'not-a-receipt' | 'not-canonical'> {
  let text: string;
  let given: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
    given = JSON.parse(text);
  } catch {
    return refused('not-a-receipt', 'The file is not JSON in UTF-8.');
  }
  const parsed = signedReceipt.safeParse(given);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path }) => path.join('.') || 'the file').slice(0, 5);
    return refused(
      'not-a-receipt',
      `The file lacks what a receipt must say, or says what none does: ${where.join(', ')}.`,
    );
  }
  if (fileText(parsed.data) !== text)
    return refused(
      'not-canonical',
      'The file is not written the way receipts are: it was changed after it was issued.',
    );
  return parsed.data;
}
