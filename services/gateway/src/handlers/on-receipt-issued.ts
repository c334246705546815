import { on } from '@crescendo/chassis';
import { receiptIssued } from '@crescendo/contracts';
import { receipts } from '../api/receipts/receipts.ts';

/** A customer's receipt can be read from now on; what was issued once stays as it is. */
export const onReceiptIssued = on(receiptIssued, {
  async handle({ time, data: { erasure, receipt } }, tx) {
    const row = { receipt, issuedAt: time };
    await tx.model(receipts).updateOne({ _id: erasure }, { $setOnInsert: row }, { upsert: true });
  },
});
