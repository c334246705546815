import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 100;
const DEADLINE_MS = 2_000;

/** Resolves once `url` answers 200. Throws after `timeoutMs`, with the last answer, or when the signal is aborted. */
export async function waitHealthy(
  url: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<void> {
  const giveUp = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask(url);
    if (answer.healthy) return;
    if (Date.now() > giveUp) throw new Error(`${url} is not healthy after ${timeoutMs / 1000} s: ${answer.said}`);
    await delay(EVERY_MS, undefined, { signal });
  }
}

/** A health endpoint's answer now; an unreachable one is not healthy. */
export async function ask(url: string): Promise<{ healthy: boolean; said: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const said = (await response.text()).slice(0, 500);
    return { healthy: response.ok, said: `${response.status} ${said}` };
  } catch (error) {
    return { healthy: false, said: error instanceof Error && error.cause ? String(error.cause) : String(error) };
  }
}
