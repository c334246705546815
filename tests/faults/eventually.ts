import { setTimeout as pause } from 'node:timers/promises';

/** Tries until it does not throw any more, and answers what it answered then. Throws what it threw last after `timeoutMs`. */
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
