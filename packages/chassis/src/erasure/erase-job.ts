import { createHash } from 'node:crypto';
import { erasureStepDone } from '@crescendo/contracts';
import { type Job, job } from '../jobs/job.ts';
import type { ServiceContext } from '../service-context.ts';
import type { Collection } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import { closed } from './close.ts';
import { archiveRows, type Counted, countAll, eraseRows } from './erase-rows.ts';
import type { ErasureHooks } from './hooks.ts';
import type { StepAnswer } from './on-step-requested.ts';
import { release } from './release.ts';
import { type ErasureStepRow, erasureStepRows } from './step-rows.ts';

const EVERY_MS = 1_000;

type Parts = { store: Store; collections: readonly Collection[]; hooks: ErasureHooks };
type Findings = Omit<StepAnswer, 'erasure' | 'step' | 'at'>;

/**
 * Does the long steps of erasures, oldest first. A failing step does not stop the others. After a crash at any point a
 * step runs again: rows that are already deleted are simply not found.
 */
export function eraseJob(parts: Parts): Job {
  return job({
    name: 'erase',
    every: EVERY_MS,
    async run({ now, service, signal, eachRow }) {
      const rows = await service
        .model(erasureStepRows)
        .find({ status: 'asked' })
        .sort({ askedAt: 1 })
        .lean<ErasureStepRow[]>();
      await eachRow(rows, async (row) => {
        const found = await doStep(parts, row, { now, service, signal });
        if (found) await answer(service, row, found);
      });
    },
  });
}

/** Does a step. Resolves to its findings; undefined while it must run again or wait for a call to end. */
async function doStep(
  { store, collections, hooks }: Parts,
  row: ErasureStepRow,
  { now, service, signal }: Omit<Parameters<Job['run']>[0], 'eachRow'>,
): Promise<Findings | undefined> {
  const { erasure, tenant, user, step } = row;
  const scope = { tenant, user };
  if (step === 'release') {
    await release(store, { erasure, tenant, at: now });
    return {};
  }
  if (step === 'close') {
    const begunAt = row.begunAt ?? (await beginClosing(service, row, hooks));
    const effects = await closed(store, scope, { begunAt, now });
    return effects && { effects };
  }
  // From here on no transaction from before the fence can commit, neither of this process nor of one that hangs.
  await store.endTransactions();
  const archived =
    step === 'erase' && user === undefined ? await archiveRows(store, collections, { tenant, at: now }) : undefined;
  const before = row.before ?? (await countBefore({ store, collections }, row, service));
  const counts = await eraseRows(store, collections, { scope, found: before, again: row.before !== undefined, signal });
  // The remaining rows were written in between by work that does not check the fence. The next run deletes them.
  if (counts.some(({ after }) => after > 0)) return undefined;
  return { counts, ...(archived !== undefined && { archived }) };
}

/**
 * Stores the counts before anything is deleted, so the receipt has the original numbers even after a crash and another
 * run.
 */
async function countBefore(
  { store, collections }: Pick<Parts, 'store' | 'collections'>,
  { _id, tenant, user }: ErasureStepRow,
  service: ServiceContext,
): Promise<Record<string, number>> {
  const before = await countAll(store, collections, { tenant, user });
  await service.model(erasureStepRows).updateOne({ _id, before: { $exists: false } }, { $set: { before } });
  return before;
}

async function beginClosing(service: ServiceContext, row: ErasureStepRow, hooks: ErasureHooks): Promise<Date> {
  const { _id, tenant, user } = row;
  const unit = { tenant, ...(user && { user }), passesFence: true };
  return await service.transact(unit, async (tx) => {
    await tx.model(erasureStepRows).updateOne({ _id }, { $set: { begunAt: tx.now } });
    await hooks.onClose?.(tx, { tenant, user });
    return tx.now;
  });
}

async function answer(service: ServiceContext, row: ErasureStepRow, found: Findings): Promise<void> {
  const { _id, erasure, tenant, user, step } = row;
  const at = service.clock.now();
  const evidence = found.counts && evidenceOf({ service: service.name, erasure, step, at, counts: found.counts });
  const said: StepAnswer = { erasure, step, at: at.getTime(), ...found, ...(evidence && { evidence }) };
  const unit = { tenant, ...(user && { user }), publishes: [erasureStepDone], passesFence: true };
  await service.transact(unit, async (tx) => {
    const done = { $set: { status: 'done' as const, doneAt: at, answer: said } };
    const { matchedCount } = await tx.model(erasureStepRows).updateOne({ _id, status: 'asked' }, done);
    if (matchedCount === 1) tx.publish(erasureStepDone, said);
  });
  service.log.info({ erasure, tenant, step }, 'a step of an erasure is done');
}

/** SHA-256 of the counts, with the service, the erasure, the step and the time. */
const evidenceOf = (of: { service: string; erasure: string; step: string; at: Date; counts: readonly Counted[] }) =>
  createHash('sha256')
    .update(JSON.stringify([of.service, of.erasure, of.step, of.at.toISOString(), of.counts]))
    .digest('hex');
