/** Attempts at an event whose handler throws an unforeseen error. */
const UNEXPECTED_ATTEMPTS = 5;

/** A later attempt changes nothing: the record is not what its producer would send. */
const hopeless: ReadonlySet<string> = new Set(['signature-invalid', 'schema-invalid', 'undecodable', 'no-handler']);
export const isHopeless = (code: string): boolean => hopeless.has(code);

/** For events that are never given up: they are set aside instead, whatever failed, since others wait behind them. */
export type NeverGivenUp = { attempts: number; unless: (code: string) => boolean };

/** What follows a failed attempt. `wait`: the fault passes by itself. `try-again`: it may be chance. Else the event ends. */
export type NextStep = 'throw' | 'wait' | 'try-again' | 'key-destroyed' | 'dead-letter' | 'set-aside';

export type FailedAttempt = {
  code: string;
  /** Whether the failure passes by itself. */
  retry: boolean;
  /** Whether the event's own keys are destroyed. */
  keyDestroyed: boolean;
  /** Attempts so far, without those that failed for a passing reason. */
  attempts: number;
};

/** Decides what follows a failed attempt at an event. */
export function nextStep(failed: FailedAttempt, neverGivenUp?: NeverGivenUp): NextStep {
  const { code, retry, keyDestroyed, attempts } = failed;
  if (code === 'stale-offset') return 'throw';
  if (keyDestroyed) return 'key-destroyed';
  if (neverGivenUp && !neverGivenUp.unless(code)) return attempts < neverGivenUp.attempts ? 'try-again' : 'set-aside';
  if (retry) return 'wait';
  return attempts < (code === 'unexpected' ? UNEXPECTED_ATTEMPTS : 1) ? 'try-again' : 'dead-letter';
}
