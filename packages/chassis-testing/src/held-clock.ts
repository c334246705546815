import type { Clock } from '@crescendo/chassis/src/clock.ts';

export type HeldClock = Clock & {
  /** Lets `ms` pass, and calls what was due by then. */
  pass(ms: number): void;
  /** The milliseconds until each waiting call, soonest first. */
  dueIn(): number[];
  /** Changes the time of day without letting time pass. */
  setNow(time: Date): void;
};

/** A clock that stands still until a test moves it, so the machine's speed does not matter. */
export function heldClock(start = new Date()): HeldClock {
  let now = start.getTime();
  let elapsed = 0;
  const waiting = new Set<{ at: number; then: () => void }>();
  return {
    now: () => new Date(now),
    ahead: () => 0,
    elapsed: () => elapsed,
    after(ms, then) {
      const one = { at: elapsed + ms, then };
      waiting.add(one);
      return () => void waiting.delete(one);
    },
    pass(ms) {
      now += ms;
      elapsed += ms;
      for (const one of [...waiting].sort((a, b) => a.at - b.at))
        if (one.at <= elapsed && waiting.delete(one)) one.then();
    },
    dueIn: () => [...waiting].map(({ at }) => at - elapsed).sort((a, b) => a - b),
    setNow(time) {
      now = time.getTime();
    },
  };
}
