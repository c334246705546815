import { readFile } from 'node:fs/promises';
import { transient } from '@crescendo/contracts';
import { type ReceiptKeys, readKeys } from '@crescendo/receipt';

/**
 * The keys by which receipts are signed, and were. The file is read each time: a key that is new, or known to others, is
 * told of at once. Throws `receipt-keys-unreadable`
 * (retriable: somebody has to mend the file).
 */
export async function readReceiptKeys(file: string): Promise<ReceiptKeys> {
  try {
    return readKeys(await readFile(file, 'utf8'));
  } catch {
    // Without the cause: a parser's message quotes what it could not read.
    throw transient('receipt-keys-unreadable', 'RECEIPT_KEYS_FILE holds no keys that can be read.');
  }
}
