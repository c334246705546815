import type { Tx } from '@crescendo/chassis';
import { asFound } from './as-found.ts';
import { type Erasure, erasures, openErasures } from './erasures.ts';
import { endedHolds, isAutomatic } from './holds.ts';
import type { Wanted } from './wanted.ts';

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** Whether a request is news: nobody has requested this end yet, and it may still be taken back. */
export const isNewWish = (erasure: Erasure, wanted: Pick<Erasure, 'scope' | 'why'>): boolean =>
  isAutomatic(erasure) && wanted.scope === 'tenant' && !isAutomatic(wanted);

/**
 * Turns an end that Slack's evidence started into a requested one, in the current transaction: it is no longer on hold
 * and needs no evidence. Its clock goes on; the earlier of the two graces counts.
 */
export async function wishFor(
  tx: Pick<Tx, 'model' | 'now'>,
  erasure: Erasure,
  {
    why,
    askedBy,
    requestedAt,
    graceUntil,
    deadline,
  }: Pick<Wanted, 'why' | 'askedBy' | 'requestedAt'> & Pick<Erasure, 'graceUntil' | 'deadline'>,
): Promise<Erasure> {
  const change = {
    ...{ why, wishedAt: requestedAt, ...endedHolds(erasure, tx.now) },
    requestedAt: earlier(erasure.requestedAt, requestedAt),
    graceUntil: earlier(erasure.graceUntil, graceUntil),
    deadline: earlier(erasure.deadline, deadline),
    ...(askedBy !== undefined && { askedBy }),
  };
  const { _id, tenant } = erasure;
  await tx.model(erasures).updateOne(asFound(erasure), { $set: change, $unset: { evidence: 1 } });
  await tx.model(openErasures).updateOne({ _id: tenant, erasure: _id }, { $unset: { onHold: 1 } });
  const { evidence: _noLongerNeeded, ...known } = erasure;
  return { ...known, ...change };
}
