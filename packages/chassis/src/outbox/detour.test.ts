import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDetour } from './detour.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Resolves to the promise's current state. */
const stateOf = async (promise: Promise<void> | undefined) => {
  let over = false;
  void promise?.then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return promise === undefined ? 'none' : over ? 'over' : 'waiting';
};

test('it is needed until the outbox was found empty, and again once the outbox took something', () => {
  const detour = createDetour();
  expect(detour.isNeeded).toBe(true);
  detour.beforeLook()(0);
  expect(detour.isNeeded).toBe(false);
  detour.took();
  expect(detour.isNeeded).toBe(true);
});

test('what the outbox took during a look may have been missed by it', () => {
  const detour = createDetour();
  const looked = detour.beforeLook();
  detour.took();
  looked(0);
  expect(detour.isNeeded).toBe(true);
});

test('while the last of the outbox goes out, traffic waits until nothing is left', async () => {
  const detour = createDetour();
  expect(await stateOf(detour.lastLook())).toBe('none');
  detour.beforeLook()(3);
  const waiting = detour.lastLook();
  expect(await stateOf(waiting)).toBe('waiting');
  detour.beforeLook()(0);
  expect(await stateOf(waiting)).toBe('over');
  expect(detour.isNeeded).toBe(false);
});

test('traffic waits no longer than a moment: then it goes by the outbox', async () => {
  const detour = createDetour();
  detour.beforeLook()(3);
  const waiting = detour.lastLook();
  await vi.advanceTimersByTimeAsync(700);
  expect(await stateOf(waiting)).toBe('over');
  expect(detour.isNeeded).toBe(true);
  expect(await stateOf(detour.lastLook())).toBe('none');
});

test('where it is not needed, what others keep in the outbox holds nobody up', async () => {
  const detour = createDetour();
  detour.beforeLook()(0);
  detour.beforeLook()(3);
  expect(await stateOf(detour.lastLook())).toBe('none');
});
