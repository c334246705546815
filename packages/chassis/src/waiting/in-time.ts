import type { Clock } from '../clock.ts';

/** Waits for work, but not longer than `ms`. Resolves to whether it ended in time; throws what it throws in time. */
export async function inTime(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const callOff = clock.after(ms, () => resolve(false));
  return await Promise.race([work.then(() => true), late]).finally(callOff);
}
