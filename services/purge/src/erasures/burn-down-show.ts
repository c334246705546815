import type { ServiceContext } from '@crescendo/chassis';
import { type BurnDownRow, type ErasureShown, erasureStates, permanent } from '@crescendo/contracts';
import { askProgress, type BurnDown, burnDowns, type Progress } from './burn-down.ts';
import { isOver } from './burn-down-clock.ts';
import { paceOf } from './burn-down-pace.ts';
import { toItem } from './burn-down-waits.ts';
import { type Erasure, type ErasureAnswer, erasureAnswers, erasures } from './erasures.ts';

export async function findErasure({ model }: Pick<ServiceContext, 'model'>, id: string): Promise<Erasure> {
  const row = await model(erasures).findById(id).lean<Erasure>();
  if (!row) throw permanent('not-found', 'There is no such erasure.');
  return row;
}

function lastOf(before: BurnDown | undefined) {
  const last = before?.samples.at(-1);
  return last && { left: last.left, at: last.at.toISOString() };
}

/** The current count at a service; the pace comes from earlier counts. */
function counted(progress: Progress | undefined, before: BurnDown | undefined, now: Date) {
  if (!progress) return {};
  const { left, unavailable } = progress;
  if (left === undefined) return { unavailable, most: before?.most, lastCounted: lastOf(before) };
  const samples = [...(before?.samples ?? []), { at: now, left }];
  return { left, most: Math.max(left, before?.most ?? 0), ...paceOf(samples) };
}

/** What a service reports as done. */
const done = (answers: readonly ErasureAnswer[]) => ({
  erased: answers.flatMap(({ counts }) => counts ?? []).reduce((sum, { erased }) => sum + erased, 0),
  answered: answers
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ step, at }) => ({ step, at: at.toISOString() })),
});

/**
 * An erasure with its burn-down. While it is under way this asks the services, and names those that are away. Throws
 * `not-found`.
 */
export async function showErasure(
  service: Pick<ServiceContext, 'model' | 'call' | 'clock'>,
  { id, operator }: { id: string; operator: string },
): Promise<ErasureShown> {
  const erasure = await findErasure(service, id);
  const answers = await service.model(erasureAnswers).find({ erasure: id }).lean<ErasureAnswer[]>();
  const before = await service.model(burnDowns).find({ erasure: id }).lean<BurnDown[]>();
  const progress = isOver(erasure) ? [] : await askProgress(service, erasure, operator);
  const now = service.clock.now();
  const rows = erasure.participants.map((name): BurnDownRow => {
    const of = (each: { service: string }) => each.service === name;
    return { service: name, ...counted(progress.find(of), before.find(of), now), ...done(answers.filter(of)) };
  });
  return {
    ...toItem(erasure, { answers, now }),
    times: erasureStates.flatMap((state) => {
      const at = erasure.times[state];
      return at ? [{ state, at: at.toISOString() }] : [];
    }),
    services: rows,
    receipt: erasure.receipt !== undefined,
  };
}
