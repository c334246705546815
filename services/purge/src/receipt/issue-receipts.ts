import type { KeyObject } from 'node:crypto';
import { sign } from '@crescendo/receipt';
import type { Finished } from '../erasures/advance-erasure.ts';
import { buildReceipt } from './build-receipt.ts';
import type { ReceiptPolicy } from './policy.ts';

/**
 * Issues receipts: the signed file, as text, of an erasure that is over. Throws Failure `receipt-incomplete` (permanent),
 * with places and no values, where something is missing that a receipt must say: then nothing is signed.
 */
export const issueReceipts =
  (key: KeyObject, policy: ReceiptPolicy) =>
  (finished: Finished): string =>
    sign(buildReceipt(finished, policy), key);
