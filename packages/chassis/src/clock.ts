/** Where a service reads the time. Decisions never call `Date.now()`: a past can be lived through, and tests are exact. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
