import { on } from '@crescendo/chassis';
import { receiptIssued } from '@crescendo/contracts';
import { receipts } from '../api/receipts/receipts.ts';

/** Stores a customer's receipt, so that it can be read from now on. An issued receipt never changes. */
export const onReceiptIssued = on(receiptIssued, {
  async handle({ time, data: { erasure, receipt } }, tx) {
    const row = { receipt, issuedAt: time };
    await tx.model(receipts).updateOne({ _id: erasure }, { $setOnInsert: row }, { upsert: true });
  },
});
