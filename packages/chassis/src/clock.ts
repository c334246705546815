import { followClock } from '@crescendo/clock';

/**
 * The clock by which a service reads the time and waits. Decisions never call `Date.now()`, so a past can be replayed.
 * Limits never call `setTimeout`, so a test controls the clock and the machine's speed does not matter.
 */
export type Clock = {
  /** The time of day. */
  now(): Date;
  /**
   * Milliseconds by which `now` is ahead of the real time: 0, except in a development world with a moved clock.
   * Whatever others must agree with goes by the real time: signatures, tokens, leases, and rows that the database
   * expires.
   */
  ahead(): number;
  /** Milliseconds since some moment, by a clock that never goes back, even if the time of day changes. */
  elapsed(): number;
  /** Calls `then` after `ms`. Returns a function that cancels it. */
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

/** The clock of a development world, which a file moves ahead. Settings refuse it in production. */
export function movedClock(file: string): Clock {
  const { ahead } = followClock(file);
  return { ...systemClock, ahead, now: () => new Date(Date.now() + ahead()) };
}
