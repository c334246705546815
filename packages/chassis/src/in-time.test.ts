import { expect, test } from 'vitest';
import { inTime } from './in-time.ts';

test('work that ends in time did', async () => {
  expect(await inTime(1_000, Promise.resolve())).toBe(true);
});

test('work that does not end is waited for no longer than said', async () => {
  const started = performance.now();
  expect(await inTime(50, new Promise(() => {}))).toBe(false);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('work that fails in time says so; later nobody listens', async () => {
  await expect(inTime(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  const late = Promise.withResolvers<void>();
  expect(await inTime(10, late.promise)).toBe(false);
  late.reject(new Error('unheard'));
});
