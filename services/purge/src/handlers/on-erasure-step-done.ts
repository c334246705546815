import { on } from '@crescendo/chassis';
import { erasureStepDone } from '@crescendo/contracts';
import { erasureAnswers } from '../erasures/erasures.ts';

/** A service has done its part of a step. Its first answer stays. */
export const onErasureStepDone = on(erasureStepDone, {
  async handle({ producer, data: { erasure, step, at, ...said } }, tx) {
    const _id = `${erasure}/${step}/${producer}`;
    const answer = { erasure, step, service: producer, at: new Date(at), ...said };
    await tx.model(erasureAnswers).updateOne({ _id }, { $setOnInsert: answer }, { upsert: true });
  },
});
