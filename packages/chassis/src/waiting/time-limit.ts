import { transient } from '@crescendo/contracts';
import type { Clock } from '../clock.ts';

/**
 * When someone who waits is answered at the latest. Nothing is begun for them afterwards: they were told that it failed, and
 * try again.
 */
export type TimeLimit = {
  /** Milliseconds until then; none or fewer once it has passed. */
  left(): number;
  /** One that is sooner by so much: what begins after it would hardly end in time. */
  sooner(ms: number): TimeLimit;
  /** Resolves as `work` does, or throws a retriable Failure `too-late` at the limit; what `work` then does goes unheard. */
  within<T>(work: Promise<T>): Promise<T>;
};

export const tooLate = () => transient('too-late', 'It could not be done in time.');

/** A limit so many milliseconds from now. */
export const timeLimit = (clock: Clock, ms: number): TimeLimit => limitAt(clock, clock.elapsed() + ms);

function limitAt(clock: Clock, at: number): TimeLimit {
  const left = () => at - clock.elapsed();
  return {
    left,
    sooner: (ms) => limitAt(clock, at - ms),
    async within(work) {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const callOff = clock.after(Math.max(0, left()), () => reject(tooLate()));
      return await Promise.race([work, late]).finally(callOff);
    },
  };
}
