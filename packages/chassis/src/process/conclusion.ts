import type { Outcome } from '../handlers/outcome.ts';
import type { DeadLetter } from './dead-letters.ts';

/** How an event ended, for metrics and spans. */
export type Conclusion =
  | Outcome
  /** It is a copy of a handled event. */
  | { kind: 'duplicate' }
  /** It waits behind a dead letter of its key, or because its customer is on hold. */
  | { kind: 'parked' }
  /** A failing control event: it is retried, and its tenant's later ones wait. */
  | { kind: 'set-aside'; code: string }
  /** Its person or customer was erased, or its key destroyed: its content is gone, as intended. */
  | { kind: 'gone' };

/** Why an event is stored as a letter. */
export type Why = Pick<DeadLetter, 'code' | 'attempts' | 'detail' | 'where'>;

/** How an event ends, for its origin to store. */
export type Ending =
  | { as: 'handled'; outcome: Outcome }
  /** Its person or customer is erased: nothing more is written about them. */
  | { as: 'erased' }
  | { as: 'key-destroyed' }
  /** Its customer is on hold. */
  | { as: 'held' }
  | { as: 'behind-dead-letter' }
  | { as: 'dead-letter' | 'set-aside'; why: Why };

export function conclusionOf(ending: Ending): Conclusion {
  switch (ending.as) {
    case 'handled':
      return ending.outcome;
    case 'erased':
    case 'key-destroyed':
      return { kind: 'gone' };
    case 'held':
    case 'behind-dead-letter':
      return { kind: 'parked' };
    default:
      return { kind: ending.as, code: ending.why.code };
  }
}
