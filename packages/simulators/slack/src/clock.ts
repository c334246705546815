import { setTimeout as wait } from 'node:timers/promises';
import { followClock, moveClock, SEEN_WITHIN_MS } from '@crescendo/clock';

/** The simulator's clock, in milliseconds since 1970. Tests pass their own. */
export interface Clock {
  /** The time of this world: people's acts and Slack's records of them carry it. */
  now(): number;
  /** The real time: signatures carry it, because those who check them use it. */
  real(): number;
  /**
   * Moves the whole world's time forward, where that is possible. Resolves once every process sees it.
   *
   * @throws with a sentence when time would go back
   */
  moveTo?(time: number): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now(), real: () => Date.now() };

/** A clock that a file moves, together with everybody who follows that file. */
export function movedClock(file: string): Clock {
  const { ahead } = followClock(file);
  return {
    now: () => Date.now() + ahead(),
    real: () => Date.now(),
    async moveTo(time) {
      moveClock(file, new Date(time));
      await wait(SEEN_WITHIN_MS);
    },
  };
}
