import { followClock } from '@crescendo/clock';

/**
 * Where a service reads the time, and what it waits by. Decisions never call `Date.now()`: a past can be lived through.
 * Limits never call `setTimeout`: a test holds the clock, and how fast the machine is decides nothing.
 */
export type Clock = {
  /** The time of day. */
  now(): Date;
  /**
   * Milliseconds by which `now` is ahead of the real time: 0 but in a development world whose clock was moved on. What others
   * have to agree with goes by the real time: signatures, tokens, leases, and what the database deletes by itself.
   */
  ahead(): number;
  /** Milliseconds since some moment, by a clock that never goes back, whatever becomes of the time of day. */
  elapsed(): number;
  /** Calls `then` when `ms` have elapsed. What it returns calls that off. */
  after(ms: number, then: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => new Date(),
  ahead: () => 0,
  elapsed: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** The clock of a world whose time is moved by a file. Settings refuse it in production. */
export function movedClock(file: string): Clock {
  const { ahead } = followClock(file);
  return { ...systemClock, ahead, now: () => new Date(Date.now() + ahead()) };
}
