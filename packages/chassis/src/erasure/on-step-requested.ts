import {
  type Clear,
  type DataOf,
  type ErasureStep,
  type EventType,
  erasureStepDone,
  erasureStepRequested,
} from '@crescendo/contracts';
import { type Scope, setFence } from '../fences/fences.ts';
import { on } from '../handlers/on.ts';
import { deadLetter, skip } from '../handlers/outcome.ts';
import type { Tx } from '../handlers/tx.ts';
import type { ErasureHooks } from './hooks.ts';
import { type ErasureStepRow, erasureStepRows } from './step-rows.ts';

export type StepAnswer = Clear<DataOf<typeof erasureStepDone>>;

/** Steps that take, wholly or in part, longer than a transaction may: the job `erase` does that part. */
const long: ReadonlySet<ErasureStep> = new Set(['release', 'close', 'erase', 'verify']);

/** Every service's part in an erasure: does short steps at once and stores long ones for the job. */
export const onErasureStepRequested = (hooks: ErasureHooks) =>
  on(erasureStepRequested, {
    publishes: [erasureStepDone, ...(hooks.publishes ?? [])],
    async handle({ tenant, user, time, data: { erasure, scope, step } }, tx) {
      if ((scope === 'person') !== (user !== undefined)) return deadLetter('erasure-of-nobody');
      const _id = `${erasure}/${step}`;
      const before = await tx.model(erasureStepRows).findById(_id).lean<ErasureStepRow>();
      if (before?.status === 'done') {
        tx.publish(erasureStepDone, before.answer as StepAnswer); // stored as such, below or by the job
        return;
      }
      if (before) return skip('erasure-step-under-way');
      // Events of one producer can overtake each other if their causes differ.
      const asked = async (other: ErasureStep) =>
        (await tx.model(erasureStepRows).exists({ _id: `${erasure}/${other}` })) !== null;
      if ((step === 'hold' || step === 'fence') && (await asked('release'))) return skip('released-before');
      if (step === 'release' && (await asked('erase'))) return skip('erased-before');
      const evenFenced = step === 'release' && (await asked('fence'));
      await doAtOnce(tx, { step, scope: { tenant, user }, hooks, evenFenced });
      const row = { _id, erasure, tenant, ...(user && { user }), scope, step, askedAt: time };
      if (long.has(step)) {
        await tx.model(erasureStepRows).create([{ ...row, status: 'asked' }]);
        return;
      }
      const answer: StepAnswer = { erasure, step, at: tx.clock.now().getTime() };
      await tx.model(erasureStepRows).create([{ ...row, status: 'done', doneAt: new Date(answer.at), answer }]);
      tx.publish(erasureStepDone, answer);
    },
  });

async function doAtOnce(
  tx: Tx<EventType>,
  { step, scope, hooks, evenFenced }: { step: ErasureStep; scope: Scope; hooks: ErasureHooks; evenFenced: boolean },
): Promise<void> {
  const model: Tx['model'] = (collection) => tx.model(collection);
  if (step === 'hold') await setFence(model, scope, 'held');
  if (step === 'release') {
    await setFence(model, scope, 'lifted', { evenFenced });
    await hooks.onRelease?.(tx, scope);
  }
  if (step === 'fence') {
    await setFence(model, scope, 'fenced');
    await hooks.onFence?.(tx, scope);
  }
}
