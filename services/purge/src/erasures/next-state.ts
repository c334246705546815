import type { ErasureState, ErasureStep } from '@crescendo/contracts';
import type { Erasure } from './erasures.ts';
import { holdOf } from './holds.ts';

/** What an erasure does next: another state, with the step that its participants are asked for then. */
export type Move = { to: ErasureState; ask?: ErasureStep };

/** The step whose answers a state waits for. */
export const stepOf: Partial<Record<ErasureState, ErasureStep>> = {
  fenced: 'fence',
  closing: 'close',
  erasing: 'erase',
  verifying: 'verify',
};

/** Facts about an erasure that its row does not have. */
export type Facts = {
  now: Date;
  /** Whether every participant has answered the step of its state. */
  answered: boolean;
  /** When services hold none of its keys any more. */
  leasesEnd: Date;
  /** When the keys of the days are gone on which traffic of it came that named nobody. */
  intakeKeysGone: Date;
};

/**
 * What comes next, undefined while it waits. Keys are destroyed on the way from `closing` to `shredded`, by whoever makes
 * that move; the receipt is issued on the way to `done`.
 */
export function nextMove(
  erasure: Pick<Erasure, 'state' | 'scope' | 'graceUntil' | 'holds'>,
  facts: Facts,
): Move | undefined {
  const { now, answered, leasesEnd, intakeKeysGone } = facts;
  switch (erasure.state) {
    case 'requested':
      return now >= erasure.graceUntil && !holdOf(erasure) ? { to: 'fenced', ask: 'fence' } : undefined;
    case 'fenced':
      return answered ? { to: 'closing', ask: 'close' } : undefined;
    case 'closing':
      return answered ? { to: 'shredded' } : undefined;
    case 'shredded':
      return { to: 'erasing', ask: 'erase' };
    case 'erasing':
      return answered ? { to: 'settling' } : undefined;
    case 'settling':
      return now >= leasesEnd ? { to: 'verifying', ask: 'verify' } : undefined;
    case 'verifying':
      if (!answered) return undefined;
      // A customer's are destroyed with all its keys; of a person, others' days have to pass.
      return erasure.scope === 'tenant' ? { to: 'done' } : { to: 'waiting-for-intake-keys' };
    case 'waiting-for-intake-keys':
      return now >= intakeKeysGone ? { to: 'done' } : undefined;
    case 'done':
    case 'cancelled':
      return undefined;
  }
}
