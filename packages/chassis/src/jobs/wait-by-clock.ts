import type { Clock } from '../clock.ts';
import { pause } from '../waiting/backoff.ts';

const LOOK_EVERY_MS = 1_000;

/** Waits for `ms`, or until the clock is moved past their end. Ends at once when `signal` fires. */
export async function waitByClock(clock: Pick<Clock, 'now'>, ms: number, signal: AbortSignal): Promise<void> {
  const end = clock.now().getTime() + ms;
  for (let left = ms; left > 0; left -= LOOK_EVERY_MS) {
    if (!(await pause(Math.min(left, LOOK_EVERY_MS), signal))) return;
    if (clock.now().getTime() >= end) return;
  }
}
