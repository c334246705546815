import { expect, test } from 'vitest';
import { orAborted } from './or-aborted.ts';

test('work is waited for to its end', async () => {
  const { signal } = new AbortController();
  let done = false;
  const work = Promise.resolve().then(() => {
    done = true;
  });
  await orAborted(signal, work);
  expect(done).toBe(true);
});

test('work that hangs is left when the signal fires, or has fired', async () => {
  const stopping = new AbortController();
  const hangs = new Promise<void>(() => {});
  const waiting = orAborted(stopping.signal, hangs);
  stopping.abort();
  await waiting;
  await orAborted(stopping.signal, hangs);
});
