import { heldClock } from '@crescendo/chassis-testing';
import { expect, test } from 'vitest';
import { timeLimit } from './time-limit.ts';

const never = new Promise<never>(() => {});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code ?? error.message,
  );

test('work that ends in time ends as it does', async () => {
  const limit = timeLimit(heldClock(), 100);
  expect(await limit.within(Promise.resolve('done'))).toBe('done');
  expect(await codeOf(limit.within(Promise.reject(new Error('broken'))))).toBe('broken');
});

test('work that takes too long is not waited for', async () => {
  const clock = heldClock();
  const outcome = codeOf(timeLimit(clock, 100).within(never));
  clock.pass(100);
  expect(await outcome).toBe('too-late');
});

test('a sooner one leaves time for what follows', () => {
  const clock = heldClock();
  const limit = timeLimit(clock, 100);
  clock.pass(50);
  expect(limit.left()).toBe(50);
  expect(limit.sooner(80).left()).toBe(-30);
});
