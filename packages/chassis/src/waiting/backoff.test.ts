import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backoff, pause } from './backoff.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('waits grow, vary, and end at the cap', () => {
  const spread = (attempt: number, cap?: number) => Array.from({ length: 200 }, () => backoff(attempt, cap));
  for (const [attempt, most] of [
    [0, 100],
    [1, 200],
    [3, 800],
    [10, 5_000],
    [1_000, 5_000],
  ] as const) {
    expect(Math.max(...spread(attempt))).toBeLessThanOrEqual(most);
    expect(Math.min(...spread(attempt))).toBeGreaterThanOrEqual(most / 2);
    expect(new Set(spread(attempt)).size).toBeGreaterThan(100);
  }
  expect(Math.max(...spread(10, 1_000))).toBeLessThanOrEqual(1_000);
});

test('a pause ends after its time, or at once when the signal fires; it leaves neither timer nor listener', async () => {
  const { signal } = new AbortController();
  const whole = pause(1_000, signal);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await whole).toBe(true);
  const stopping = new AbortController();
  const cut = pause(60_000, stopping.signal);
  stopping.abort();
  expect(await cut).toBe(false);
  expect(await pause(60_000, stopping.signal)).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

test('a wait of years does not end at once', async () => {
  const stopping = new AbortController();
  let ended = false;
  const long = pause(1e12, stopping.signal).then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).toBe(false);
  stopping.abort();
  await long;
});
