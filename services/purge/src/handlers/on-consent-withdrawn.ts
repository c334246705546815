import { deadLetter, on, skip } from '@crescendo/chassis';
import { consentWithdrawn, newId } from '@crescendo/contracts';
import { withdrawals } from '../erasures/withdrawals.ts';

/**
 * A person took back what they told of one kind. Its key is destroyed by a job: the ledger comes before the database. Where
 * the key seals something newer too, it stays: what was taken back is deleted by whoever has it.
 */
export const onConsentWithdrawn = on(consentWithdrawn, {
  async handle({ id: _id, tenant, user, data: { category, givenSince } }, tx) {
    if (user === undefined) return deadLetter('consent-of-nobody');
    if (givenSince) return skip('given-since');
    const erasure = newId('erasure');
    const row = { _id, tenant, user, category, erasure, withdrawnAt: tx.now, status: 'waiting' as const };
    await tx.model(withdrawals).create([row]);
  },
});
