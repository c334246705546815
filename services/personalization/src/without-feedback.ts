import type { ClearOf } from '@crescendo/chassis';
import type { assignments } from './assignments.ts';
import { quotesFeedback, reasons } from './reasons.ts';

type Decision = ClearOf<typeof assignments>['decision'];

/** A decision after the person has taken back their feedback: nothing in it quotes them. */
export function withoutFeedback({ reasons: given, inputs, policy }: Decision): Decision {
  const kept = given.filter((reason) => !quotesFeedback(reason));
  return {
    reasons: kept.length < given.length ? [...kept, reasons.feedbackWithdrawn()] : given,
    inputs:
      inputs.mode === 'adaptive'
        ? { ...inputs, history: inputs.history.map(({ rating: _takenBack, ...had }) => had) }
        : inputs,
    policy,
  };
}
