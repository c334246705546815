import { setTimeout as pause } from 'node:timers/promises';

/** Repeats `work` until it does not throw, and resolves to its result. After `timeoutMs`, throws its last error. */
export async function eventually<T>(
  work: () => Promise<T>,
  { timeoutMs, everyMs }: { timeoutMs: number; everyMs: number },
): Promise<T> {
  const giveUp = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > giveUp) throw error;
    }
    await pause(everyMs);
  }
}
