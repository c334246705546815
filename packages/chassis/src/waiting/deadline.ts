import { transient } from '@crescendo/contracts';
import type { Clock } from '../clock.ts';

/** The latest time at which a caller gets an answer. */
export type Deadline = {
  /** Milliseconds left; 0 or negative once it has passed. */
  left(): number;
  /** A deadline `ms` earlier, after which it is too late to start something that takes `ms`. */
  sooner(ms: number): Deadline;
  /**
   * Settles as `work` does, or throws a retriable Failure `too-late` at the deadline and ignores what `work` does
   * later.
   */
  within<T>(work: Promise<T>): Promise<T>;
  /** Whether `work` ends before the deadline. Throws what `work` throws before that. */
  isMetBy(work: Promise<unknown>): Promise<boolean>;
  /** Runs `work` with a signal that fires at the deadline, like that of `AbortSignal.timeout`. */
  signalTo<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
};

export const tooLate = () => transient('too-late', 'It could not be done in time.');

/** A deadline `ms` from now. */
export const deadline = (clock: Clock, ms: number): Deadline => deadlineAt(clock, clock.elapsed() + ms);

function deadlineAt(clock: Clock, at: number): Deadline {
  const left = () => at - clock.elapsed();

  /** Settles as `work` does, or at the deadline as `late` says. */
  async function race<T>(work: Promise<T>, late: (end: PromiseWithResolvers<T>) => void): Promise<T> {
    const end = Promise.withResolvers<T>();
    const callOff = clock.after(Math.max(0, left()), () => late(end));
    return await Promise.race([work, end.promise]).finally(callOff);
  }

  return {
    left,
    sooner: (ms) => deadlineAt(clock, at - ms),
    within: (work) => race(work, ({ reject }) => reject(tooLate())),
    isMetBy: (work) =>
      race(
        work.then(() => true),
        ({ resolve }) => resolve(false),
      ),
    async signalTo(work) {
      const over = new AbortController();
      const fire = () => over.abort(new DOMException('The time for it is over.', 'TimeoutError'));
      const callOff = clock.after(Math.max(0, left()), fire);
      return await work(over.signal).finally(callOff);
    },
  };
}
