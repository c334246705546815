/** Where the simulator reads the time, in milliseconds since 1970. Tests give their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
