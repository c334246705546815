import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCatchUp } from './catch-up.ts';

const [here, there] = [
  { topic: 'crescendo.users', partition: 0 },
  { topic: 'crescendo.users', partition: 1 },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is asked for many times in a while is done once, for each partition', () => {
  const work = vi.fn(async () => {});
  const catchUp = createCatchUp(work, 1_000);
  for (const at of [here, there, here]) catchUp.soon(at);
  vi.advanceTimersByTime(999);
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(work.mock.calls).toEqual([[here], [there]]);
});

test('what is asked for after that is done again', () => {
  const work = vi.fn(async () => {});
  const catchUp = createCatchUp(work, 1_000);
  catchUp.soon(here);
  vi.advanceTimersByTime(1_000);
  catchUp.soon(here);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
});

test('what is due when all ends is done at once, and not again', async () => {
  const work = vi.fn(async () => {});
  const catchUp = createCatchUp(work, 1_000);
  catchUp.soon(here);
  await catchUp.flush();
  expect(work.mock.calls).toEqual([[here]]);
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledTimes(1);
});
