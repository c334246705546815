import { expect, test } from 'vitest';
import { retry } from './retry.ts';

const never = new AbortController().signal;
const failing = (times: number) => {
  let calls = 0;
  return async () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
};

test('work is tried until it succeeds, and each failure is counted', async () => {
  const counted: number[] = [];
  const waitMs = (_: unknown, failures: number) => {
    counted.push(failures);
    return 0;
  };
  expect(await retry(failing(3), waitMs, never)).toBe(4);
  expect(counted).toEqual([0, 1, 2]);
});

test('whoever says how long to wait may give up instead', async () => {
  const giveUp = (error: unknown) => {
    throw error;
  };
  await expect(retry(failing(1), giveUp, never)).rejects.toThrow('failure 1');
});

test('a signal ends the wait with the last failure', async () => {
  const stopping = new AbortController();
  const waiting = retry(failing(1), () => 60_000, stopping.signal);
  stopping.abort();
  await expect(waiting).rejects.toThrow('failure 1');
});
