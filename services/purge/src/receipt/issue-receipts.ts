import type { KeyObject } from 'node:crypto';
import { sign } from '@crescendo/receipt';
import type { Finished } from '../erasures/advance-erasure.ts';
import { buildReceipt } from './build-receipt.ts';
import type { ReceiptPolicy } from './policy.ts';

/**
 * Issues the receipt of a finished erasure: the signed file, as text. If mandatory content is missing, it signs nothing
 * and throws Failure `receipt-incomplete` (permanent), which names places but no values.
 */
export const issueReceipts =
  (key: KeyObject, policy: ReceiptPolicy) =>
  (finished: Finished): string =>
    sign(buildReceipt(finished, policy), key);
