/**
 * Where a service reads the time, and what it waits by. Decisions never call `Date.now()`: a past can be lived through.
 * Limits never call `setTimeout`: a test holds the clock, and how fast the machine is decides nothing.
 */
export type Clock = {
  /** The time of day. */
  now(): Date;
  /** Milliseconds since some moment, by a clock that never goes back, whatever becomes of the time of day. */
  elapsed(): number;
  /** Calls `then` when `ms` have elapsed. What it returns calls that off. */
  after(ms: number, then: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
