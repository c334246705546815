import type { Clock } from '@crescendo/chassis/src/clock.ts';

export type HeldClock = Clock & {
  /** Lets so many milliseconds pass, and whatever waited for them happen. */
  pass(ms: number): void;
  /** In how many milliseconds something that waits will happen, the soonest first. */
  dueIn(): number[];
  /** Changes the time of day; nothing has passed by that. */
  setNow(time: Date): void;
};

/** A clock that stands still until it is told to go: the machine may take as long as it likes. */
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
