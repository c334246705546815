import { setTimeout as wait } from 'node:timers/promises';
import { followClock, moveClock, SEEN_WITHIN_MS } from '@crescendo/clock';

/** Where the simulator reads the time, in milliseconds since 1970. Tests give their own. */
export interface Clock {
  /** The time of this world: what people do, and what Slack says of it, has it. */
  now(): number;
  /** The real time: signatures have it, for whoever checks them goes by it. */
  real(): number;
  /**
   * Moves the time of the whole world on, where it can be moved. Resolves once every process sees it.
   *
   * @throws with a sentence when time would go back
   */
  moveTo?(time: number): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now(), real: () => Date.now() };

/** A clock that is moved by a file, for all who follow that. */
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
