import type { ErasureState, ErasureStep } from '@crescendo/contracts';
import type { Erasure } from './erasures.ts';
import { holdOf } from './holds.ts';

/** An erasure's next state, with the step that its participants are then asked to do. */
export type Move = { to: ErasureState; ask?: ErasureStep };

/** The step whose answers a state waits for. */
export const stepOf: Partial<Record<ErasureState, ErasureStep>> = {
  fenced: 'fence',
  closing: 'close',
  erasing: 'erase',
  verifying: 'verify',
};

/** Facts about an erasure that are not in its row. */
export type Facts = {
  now: Date;
  /** Whether every participant has answered the step of its state. */
  answered: boolean;
  /** When no service holds its keys any longer. */
  leasesEnd: Date;
  /** When the day keys of its unattributed traffic are destroyed. */
  intakeKeysGone: Date;
};

/**
 * The next state; undefined while the erasure waits. The caller destroys the keys on the way from `closing` to
 * `shredded`, and issues the receipt on the way to `done`.
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
      // A customer's day keys are destroyed with all its other keys. A person shares day keys with others, so the days
      // have to pass.
      return erasure.scope === 'tenant' ? { to: 'done' } : { to: 'waiting-for-intake-keys' };
    case 'waiting-for-intake-keys':
      return now >= intakeKeysGone ? { to: 'done' } : undefined;
    case 'done':
    case 'cancelled':
      return undefined;
  }
}
