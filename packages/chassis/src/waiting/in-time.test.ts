import { heldClock } from '@crescendo/chassis-testing';
import { expect, test } from 'vitest';
import { inTime } from './in-time.ts';

test('work that ends in time did', async () => {
  expect(await inTime(heldClock(), 1_000, Promise.resolve())).toBe(true);
});

test('work that does not end is waited for no longer than said', async () => {
  const clock = heldClock();
  const answers: boolean[] = [];
  const waiting = inTime(clock, 1_000, new Promise(() => {})).then((answer) => answers.push(answer));
  clock.pass(999);
  await Promise.resolve();
  expect(answers).toEqual([]);
  clock.pass(1);
  await waiting;
  expect(answers).toEqual([false]);
});

test('work that fails in time says so; later nobody listens', async () => {
  const clock = heldClock();
  await expect(inTime(clock, 1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  const late = Promise.withResolvers<void>();
  const waiting = inTime(clock, 1_000, late.promise);
  clock.pass(1_000);
  expect(await waiting).toBe(false);
  late.reject(new Error('unheard'));
});
