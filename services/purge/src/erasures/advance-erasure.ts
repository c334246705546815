import type { ServiceContext } from '@crescendo/chassis';
import { erasureStepRequested, receiptIssued } from '@crescendo/contracts';
import type { ErasedScope } from '../keys/erasure-ledger.ts';
import { intakeKeysGoneAt } from '../keys/intake-days.ts';
import type { Shredded } from '../keys/shredding.ts';
import { asFound } from './as-found.ts';
import { cancelErasure } from './begin-erasure.ts';
import { type Erasure, type ErasureAnswer, erasureAnswers, erasures, openErasures } from './erasures.ts';
import { type Confirm, verdictOn } from './evidence.ts';
import { type Move, nextMove, stepOf } from './next-state.ts';

/** Everything known about an erasure that is over. */
export type Finished = { erasure: Erasure; answers: readonly ErasureAnswer[]; doneAt: Date };

export type Coordination = {
  /** Destroys the keys. Idempotent: a second call changes nothing and returns the same. */
  shred(service: ServiceContext, scope: ErasedScope): Promise<Shredded>;
  /** The signed statement, as text. */
  issue(finished: Finished): string;
  /** How long services may hold keys, in milliseconds. */
  leaseMs: number;
  confirm: Confirm;
};

/** Participants that have not yet done the erasure's current step. */
export async function waitsFor(service: Pick<ServiceContext, 'model'>, erasure: Erasure): Promise<string[]> {
  const step = stepOf[erasure.state];
  if (!step) return [];
  const answers = await service.model(erasureAnswers).find({ erasure: erasure._id, step }, { service: 1 }).lean();
  const answered = new Set(answers.map(({ service: name }) => name));
  return erasure.participants.filter((name) => !answered.has(name));
}

/** Advances an erasure as far as it can go now. True when it moved. */
export async function advanceErasure(
  service: ServiceContext,
  found: Erasure,
  coordination: Coordination,
): Promise<boolean> {
  const now = service.clock.now();
  const waiting = await waitsFor(service, found);
  const shreddedAt = found.shredded?.at ?? now;
  const move = nextMove(found, {
    now,
    answered: waiting.length === 0,
    leasesEnd: new Date(shreddedAt.getTime() + coordination.leaseMs),
    intakeKeysGone: intakeKeysGoneAt(found.times.fenced ?? now),
  });
  if (!move) return false;
  const verdict = await verdictOn(service, found, { move, confirm: coordination.confirm });
  if (verdict === 'wait') return false;
  if (verdict === 'take-back') return await takeBack(service, found);
  if (move.to === 'shredded') return await shredKeys(service, found, { move, now, coordination });
  const receipt = move.to === 'done' ? await issue(service, found, { coordination, now }) : undefined;
  return await commit(service, found, { move, now, receipt });
}

/**
 * Destroys the keys. First it commits the decision, because the ledger's entry makes the loss final even after a crash;
 * from then on nobody may take the erasure back. After a crash it runs again with the same result.
 */
async function shredKeys(
  service: ServiceContext,
  found: Erasure,
  { move, now, coordination }: { move: Move; now: Date; coordination: Coordination },
): Promise<boolean> {
  const { _id, tenant, user, shreddingAt = now } = found;
  if (!found.shreddingAt && !(await passNoReturn(service, found, shreddingAt))) return false;
  const shredded = await coordination.shred(service, { erasure: _id, tenant, user });
  return await commit(service, { ...found, shreddingAt }, { move, now, shredded });
}

/** False when somebody has decided otherwise in the meantime. */
async function passNoReturn(service: ServiceContext, found: Erasure, shreddingAt: Date): Promise<boolean> {
  const { tenant, user } = found;
  const unit = { tenant, ...(user !== undefined && { user }), passesFence: true };
  const change = { $set: { shreddingAt }, $unset: { evidence: 1 as const } };
  return await service.transact(
    unit,
    async (tx) => (await tx.model(erasures).updateOne(asFound(found), change)).matchedCount === 1,
  );
}

/** Slack says that the customer is still there: they continue where they were. */
async function takeBack(service: ServiceContext, erasure: Erasure): Promise<boolean> {
  const { _id, tenant, state } = erasure;
  const unit = { tenant, publishes: [erasureStepRequested], passesFence: true };
  const cancelled = await service.transact(unit, (tx) => cancelErasure(tx, erasure, { evenFenced: true }));
  if (cancelled)
    service.log.error({ erasure: _id, tenant, state }, 'the customer has not left: their erasure is taken back');
  return cancelled;
}

async function issue(
  service: ServiceContext,
  erasure: Erasure,
  { coordination, now }: { coordination: Coordination; now: Date },
): Promise<string> {
  const answers = await service.model(erasureAnswers).find({ erasure: erasure._id }).lean<ErasureAnswer[]>();
  return coordination.issue({ erasure, answers, doneAt: now });
}

/** False when the erasure has changed since it was read: another replica was faster, or somebody decided otherwise. */
async function commit(
  service: ServiceContext,
  found: Erasure,
  moved: { move: Move; now: Date; shredded?: Shredded; receipt?: string | undefined },
): Promise<boolean> {
  const { _id, tenant, user, scope, times } = found;
  const { move, now, shredded, receipt } = moved;
  const publishes = [erasureStepRequested, receiptIssued];
  const unit = { tenant, ...(user !== undefined && { user }), publishes, passesFence: true };
  const committed = await service.transact(unit, async (tx) => {
    const change = {
      state: move.to,
      since: now,
      times: { ...times, [move.to]: now },
      ...(shredded && { shredded }),
      ...(receipt !== undefined && { receipt }),
    };
    const { matchedCount } = await tx
      .model(erasures)
      .updateOne(asFound(found), { $set: change, $unset: { evidence: 1 } });
    if (matchedCount === 0) return false;
    if (move.ask) tx.publish(erasureStepRequested, { erasure: _id, scope, step: move.ask });
    if (move.to !== 'done') return true;
    await tx.model(openErasures).deleteOne({ _id: user ?? tenant });
    // A person's receipt belongs to them alone; they request it from this service.
    if (receipt !== undefined && scope === 'tenant') tx.publish(receiptIssued, { erasure: _id, receipt });
    return true;
  });
  if (committed) service.log.info({ erasure: _id, tenant, scope, state: move.to }, 'an erasure moved on');
  return committed;
}
