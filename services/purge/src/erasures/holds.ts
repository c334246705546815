import type { ServiceContext, Tx } from '@crescendo/chassis';
import { erasureStepRequested, permanent } from '@crescendo/contracts';
import { type Erasure, erasures, openErasures } from './erasures.ts';

export type Hold = NonNullable<Erasure['holds']>[number];

/**
 * Nobody wished for it: it follows from what Slack said of a token. What an administrator or an operator asked for is never
 * held, and needs no evidence.
 */
export const isAutomatic = ({ scope, why }: Pick<Erasure, 'scope' | 'why'>): boolean =>
  scope === 'tenant' && why === 'uninstalled';

/** The hold that an erasure is on; undefined when it may go on. */
export function holdOf({ holds = [] }: Pick<Erasure, 'holds'>): Hold | undefined {
  const last = holds.at(-1);
  return last?.until === undefined ? last : undefined;
}

/**
 * Puts the end of a customer on hold, in the transaction under way, until an operator releases it by name: what comes is
 * put aside, no keys are given out, and the deadline stays where it is. False when it is too late for that.
 */
export async function hold(
  tx: Tx<typeof erasureStepRequested>,
  { _id, tenant, scope, held, holds = [] }: Erasure,
  by: Hold['by'],
): Promise<boolean> {
  const change = { $set: { holds: [...holds, { since: tx.now, by }], held: true } };
  const asFound = { _id, state: 'requested' as const, holds: holds.length > 0 ? holds : { $exists: false } };
  if ((await tx.model(erasures).updateOne(asFound, change)).matchedCount === 0) return false;
  await tx.model(openErasures).updateOne({ _id: tenant, erasure: _id }, { $set: { onHold: true } });
  // During a grace it is asked for already.
  if (!held) tx.publish(erasureStepRequested, { erasure: _id, scope, step: 'hold' });
  return true;
}

/** Lets an erasure go on that is on hold, in the transaction under way. Throws `not-held`. */
export async function release(tx: Pick<Tx, 'model' | 'now'>, { _id, tenant, holds = [] }: Erasure): Promise<void> {
  const last = holdOf({ holds });
  if (!last) throw permanent('not-held', 'It is not on hold.');
  const ended = [...holds.slice(0, -1), { ...last, until: tx.now }];
  const asFound = { _id, state: 'requested' as const, holds };
  const change = { $set: { holds: ended, releasedAt: tx.now } };
  if ((await tx.model(erasures).updateOne(asFound, change)).matchedCount === 0)
    throw permanent('not-held', 'It is not on hold any more.');
  await tx.model(openErasures).updateOne({ _id: tenant, erasure: _id }, { $unset: { onHold: 1 } });
}

/** Whether the end of a customer is on hold. */
export const isOnHold = async ({ model }: Pick<ServiceContext, 'model'>, tenant: string): Promise<boolean> =>
  (await model(openErasures).exists({ _id: tenant, onHold: true })) !== null;
