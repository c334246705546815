import { readFile } from 'node:fs/promises';
import { transient } from '@crescendo/contracts';
import { type ReceiptKeys, readKeys } from '@crescendo/receipt';

/**
 * The current and former keys that sign receipts. The file is read each time, so a new or removed key counts at once.
 * Throws `receipt-keys-unreadable` (retriable: somebody has to repair the file).
 */
export async function readReceiptKeys(file: string): Promise<ReceiptKeys> {
  try {
    return readKeys(await readFile(file, 'utf8'));
  } catch {
    // Without the cause: a parser's message quotes the file.
    throw transient('receipt-keys-unreadable', 'RECEIPT_KEYS_FILE has no readable keys.');
  }
}
