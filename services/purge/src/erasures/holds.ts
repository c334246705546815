import type { ServiceContext, Tx } from '@crescendo/chassis';
import { erasureStepRequested, permanent } from '@crescendo/contracts';
import { asFound, isBeforeShredding } from './as-found.ts';
import { type Erasure, erasures, openErasures } from './erasures.ts';

export type Hold = NonNullable<Erasure['holds']>[number];

/**
 * Nobody requested it: it follows from Slack's answer about a token. An end that an administrator or operator requested
 * is never held and needs no evidence.
 */
export const isAutomatic = ({ scope, why }: Pick<Erasure, 'scope' | 'why'>): boolean =>
  scope === 'tenant' && why === 'uninstalled';

/** An erasure's current hold; undefined when it may go on. */
export function holdOf({ holds = [] }: Pick<Erasure, 'holds'>): Hold | undefined {
  const last = holds.at(-1);
  return last?.until === undefined ? last : undefined;
}

/** Its holds with the last one ended, to be stored together with whatever ends the hold. */
export function endedHolds({ holds = [] }: Pick<Erasure, 'holds'>, until: Date): Pick<Erasure, 'holds'> {
  const last = holdOf({ holds });
  return last ? { holds: [...holds.slice(0, -1), { ...last, until }] } : {};
}

/**
 * Puts the end of a customer on hold, in the current transaction, until an operator releases it by name. New events are
 * put aside, no keys are lent, and the deadline does not move. False when it is too late.
 */
export async function hold(tx: Tx<typeof erasureStepRequested>, erasure: Erasure, by: Hold['by']): Promise<boolean> {
  const { _id, tenant, scope, state, held, holds = [] } = erasure;
  if (state !== 'requested') return false;
  const change = { $set: { holds: [...holds, { since: tx.now, by }], held: true } };
  if ((await tx.model(erasures).updateOne(asFound(erasure), change)).matchedCount === 0) return false;
  await tx.model(openErasures).updateOne({ _id: tenant, erasure: _id }, { $set: { onHold: true } });
  // A grace has already requested it.
  if (!held) tx.publish(erasureStepRequested, { erasure: _id, scope, step: 'hold' });
  return true;
}

/** Whether an end waits, or will wait, for Slack's answer, which is needed before its keys are destroyed. */
const asksSlack = (erasure: Erasure): boolean =>
  isAutomatic(erasure) &&
  isBeforeShredding(erasure) &&
  (erasure.state !== 'requested' || erasure.evidence !== undefined);

/**
 * Releases the end of a customer that is on hold or waits for Slack, in the current transaction, because an operator
 * decided so. Slack is asked once more, at once, and only the answer that they are still there counts. Throws
 * `not-held`, `too-late`.
 */
export async function release(tx: Pick<Tx, 'model' | 'now'>, erasure: Erasure): Promise<void> {
  const { _id, tenant, shreddingAt } = erasure;
  if (shreddingAt && isAutomatic(erasure)) throw permanent('too-late', 'It goes on: its keys are destroyed.');
  if (!holdOf(erasure) && !asksSlack(erasure)) throw permanent('not-held', 'It is not on hold.');
  const change = { $set: { ...endedHolds(erasure, tx.now), releasedAt: tx.now }, $unset: { evidence: 1 as const } };
  if ((await tx.model(erasures).updateOne(asFound(erasure), change)).matchedCount === 0)
    throw permanent('not-held', 'It is no longer on hold.');
  await tx.model(openErasures).updateOne({ _id: tenant, erasure: _id }, { $unset: { onHold: 1 } });
}

/** Whether the end of a customer is on hold. */
export const isOnHold = async ({ model }: Pick<ServiceContext, 'model'>, tenant: string): Promise<boolean> =>
  (await model(openErasures).exists({ _id: tenant, onHold: true })) !== null;
