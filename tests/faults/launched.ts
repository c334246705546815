import { afterEach, expect, vi } from 'vitest';
import { Launcher, running } from './launcher.ts';

let launcher: Launcher | undefined;
let started: number[] = [];

afterEach(async () => {
  for (const pid of started) if (running([pid]).length > 0) process.kill(pid, 'SIGKILL');
  launcher?.forget();
});

/** Runs `npm start`; resolves when everything is up. Leaves nothing behind after the test. */
export async function launched(portBase: number): Promise<Launcher> {
  launcher = new Launcher(portBase);
  started = [launcher.npmPid];
  await launcher.ready();
  started = launcher.processes();
  // npm, bootstrap, launcher, seven services, Slack, two engines with their leashes
  expect(running(started).length).toBeGreaterThanOrEqual(15);
  return launcher;
}

/** Includes what has started since, so that it ends with the rest. */
export function launchedSince(): void {
  started = launcher?.processes() ?? started;
}

export async function goneWithin(seconds: number): Promise<void> {
  await vi.waitFor(() => expect(running(started)).toEqual([]), { timeout: seconds * 1000, interval: 100 });
}
