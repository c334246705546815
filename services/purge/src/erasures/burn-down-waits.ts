import type { ServiceContext } from '@crescendo/chassis';
import type { ErasureItem, ErasureStep, ServiceName } from '@crescendo/contracts';
import { clockOf } from './burn-down-clock.ts';
import { type Erasure, type ErasureAnswer, erasureAnswers } from './erasures.ts';
import { holdOf } from './holds.ts';
import { stepOf } from './next-state.ts';

export type Answered = Pick<ErasureAnswer, 'erasure' | 'step' | 'service'>;
export type Waited = { service: ServiceName; step: ErasureStep; since: Date };

/** Participants that have not done an erasure's current step, which was requested when its current state began. */
export function waitsOf(erasure: Erasure, answers: readonly Answered[]): Waited[] {
  const step = stepOf[erasure.state];
  if (!step) return [];
  const done = new Set(
    answers.filter((each) => each.erasure === erasure._id && each.step === step).map(({ service }) => service),
  );
  return erasure.participants
    .filter((service) => !done.has(service))
    .map((service) => ({ service, step, since: erasure.since }));
}

/** Which participants have done which steps of these erasures. */
export function answersOf(
  { model }: Pick<ServiceContext, 'model'>,
  found: readonly Pick<Erasure, '_id'>[],
): Promise<Answered[]> {
  const erasure = { $in: found.map(({ _id }) => _id) };
  return model(erasureAnswers).find({ erasure }, { erasure: 1, step: 1, service: 1 }).lean();
}

/** An erasure as operators see it. */
export function toItem(erasure: Erasure, { answers, now }: { answers: readonly Answered[]; now: Date }): ErasureItem {
  const { _id, tenant, user, scope, why, state, since, requestedAt, graceUntil, evidence, shreddingAt } = erasure;
  const onHold = state === 'requested' ? holdOf(erasure) : undefined;
  return {
    ...{ id: _id, tenant, user, scope, why, state },
    since: since.toISOString(),
    requestedAt: requestedAt.toISOString(),
    graceUntil: graceUntil.toISOString(),
    ...clockOf(erasure, now),
    ...(onHold && { onHold: { since: onHold.since.toISOString(), by: onHold.by } }),
    ...(evidence && { evidence: { code: evidence.code, nextAt: evidence.nextAt.toISOString() } }),
    ...(shreddingAt && { shreddingAt: shreddingAt.toISOString() }),
    waitsFor: waitsOf(erasure, answers).map((each) => ({ ...each, since: each.since.toISOString() })),
  };
}
