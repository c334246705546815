import { heldClock } from '@crescendo/chassis-testing';
import { expect, test } from 'vitest';
import { deadline } from './deadline.ts';

const never = new Promise<never>(() => {});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code ?? error.message,
  );

test('work that ends in time ends as it does', async () => {
  const limit = deadline(heldClock(), 100);
  expect(await limit.within(Promise.resolve('done'))).toBe('done');
  expect(await codeOf(limit.within(Promise.reject(new Error('broken'))))).toBe('broken');
  expect(await limit.isMetBy(Promise.resolve())).toBe(true);
  await expect(limit.isMetBy(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('work that takes too long is not waited for', async () => {
  const clock = heldClock();
  const outcome = codeOf(deadline(clock, 100).within(never));
  clock.pass(100);
  expect(await outcome).toBe('too-late');
});

test('the deadline is met by nothing that ends later, and a later failure is unheard', async () => {
  const clock = heldClock();
  const late = Promise.withResolvers<void>();
  const answers: boolean[] = [];
  const waiting = deadline(clock, 1_000)
    .isMetBy(late.promise)
    .then((answer) => answers.push(answer));
  clock.pass(999);
  await Promise.resolve();
  expect(answers).toEqual([]);
  clock.pass(1);
  await waiting;
  expect(answers).toEqual([false]);
  late.reject(new Error('unheard'));
});

test('a sooner one leaves time for what follows', () => {
  const clock = heldClock();
  const limit = deadline(clock, 100);
  clock.pass(50);
  expect(limit.left()).toBe(50);
  expect(limit.sooner(80).left()).toBe(-30);
});

test('its signal fires as that of the platform does, and not once the work has ended', async () => {
  const clock = heldClock();
  const signals: AbortSignal[] = [];
  const keep = (work: Promise<void>) => (signal: AbortSignal) => {
    signals.push(signal);
    return work;
  };
  void deadline(clock, 100).signalTo(keep(never));
  await deadline(clock, 100).signalTo(keep(Promise.resolve()));
  clock.pass(100);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(signals[0]?.reason).toMatchObject({ name: 'TimeoutError' });
});
