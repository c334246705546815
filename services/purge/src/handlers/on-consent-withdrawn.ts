import { deadLetter, on, skip } from '@crescendo/chassis';
import { consentWithdrawn, newId } from '@crescendo/contracts';
import { withdrawals } from '../erasures/withdrawals.ts';

/**
 * A person took back their data of one category. A job destroys its key, since the ledger must be written before the
 * database. If the key also seals newer data, it stays, and each service deletes what was taken back.
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
