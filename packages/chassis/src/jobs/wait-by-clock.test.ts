import { heldClock } from '@crescendo/chassis-testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitByClock } from './wait-by-clock.ts';

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Waits an hour by a clock that the test moves. The test also decides how much real time passes. */
function waiting() {
  const clock = heldClock(new Date('2026-11-24T09:00:00Z'));
  const stopping = new AbortController();
  let over = false;
  void waitByClock(clock, HOUR_MS, stopping.signal).then(() => {
    over = true;
  });
  return {
    clock,
    stop: () => stopping.abort(),
    isOverAfter: (ms: number) => vi.advanceTimersByTimeAsync(ms).then(() => over),
  };
}

test('without a move it waits as long as it should', async () => {
  const { isOverAfter } = waiting();
  expect(await isOverAfter(HOUR_MS - 1)).toBe(false);
  expect(await isOverAfter(1)).toBe(true);
});

test('a clock that is moved past the end of the wait ends it within a second', async () => {
  const { clock, isOverAfter } = waiting();
  clock.setNow(new Date('2026-11-24T09:59:59Z'));
  expect(await isOverAfter(1_000)).toBe(false);
  clock.setNow(new Date('2026-11-24T10:00:00Z'));
  expect(await isOverAfter(1_000)).toBe(true);
});

test('a stop ends it at once', async () => {
  const { stop, isOverAfter } = waiting();
  stop();
  expect(await isOverAfter(0)).toBe(true);
});
