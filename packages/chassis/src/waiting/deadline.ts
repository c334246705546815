import { transient } from '@crescendo/contracts';
import type { Clock } from '../clock.ts';

/** When someone who waits is answered at the latest. */
export type Deadline = {
  /** Milliseconds until then; none or fewer once it has passed. */
  left(): number;
  /** A deadline so many milliseconds sooner: what begins after it would hardly end in time. */
  sooner(ms: number): Deadline;
  /** Resolves as `work` does, or throws a retriable Failure `too-late` at the deadline; what `work` then does goes unheard. */
  within<T>(work: Promise<T>): Promise<T>;
  /** Whether `work` ends before the deadline. Throws what it throws in time. */
  isMetBy(work: Promise<unknown>): Promise<boolean>;
  /** Runs `work` with a signal that fires at the deadline, as that of `AbortSignal.timeout` does. */
  signalTo<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
};

export const tooLate = () => transient('too-late', 'It could not be done in time.');

/** A deadline so many milliseconds from now. */
export const deadline = (clock: Clock, ms: number): Deadline => deadlineAt(clock, clock.elapsed() + ms);

function deadlineAt(clock: Clock, at: number): Deadline {
  const left = () => at - clock.elapsed();

  /** Resolves or rejects as `work` does, or as `late` says at the deadline. */
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
