import { afterEach, expect, vi } from 'vitest';
import { Launcher, running } from './launcher.ts';

let launcher: Launcher | undefined;
let started: number[] = [];

afterEach(async () => {
  for (const pid of started) if (running([pid]).length > 0) process.kill(pid, 'SIGKILL');
  launcher?.forget();
});

/** Everything `npm start` started, once it is all up. Nothing of it is left after the test. */
export async function launched(portBase: number): Promise<Launcher> {
  launcher = new Launcher(portBase);
  started = [launcher.npmPid];
  await launcher.ready();
  started = launcher.processes();
  // npm, bootstrap, launcher, seven services, Slack, two engines with their leashes
  expect(running(started).length).toBeGreaterThanOrEqual(15);
  return launcher;
}

/** What has started since then goes with the rest. */
export function launchedSince(): void {
  started = launcher?.processes() ?? started;
}

export async function goneWithin(seconds: number): Promise<void> {
  await vi.waitFor(() => expect(running(started)).toEqual([]), { timeout: seconds * 1000, interval: 100 });
}
