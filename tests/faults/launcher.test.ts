import { afterEach, describe, expect, test, vi } from 'vitest';
import { Launcher, running } from './launcher.ts';

let launcher: Launcher | undefined;
let started: number[] = [];

afterEach(async () => {
  for (const pid of started) if (running([pid]).length > 0) process.kill(pid, 'SIGKILL');
  launcher?.forget();
});

/** Everything `npm start` started, once it is all up. */
async function start(portBase: number): Promise<Launcher> {
  launcher = new Launcher(portBase);
  started = [launcher.npmPid];
  await launcher.ready();
  started = launcher.processes();
  // npm, bootstrap, launcher, seven services, Slack, two engines with their leashes
  expect(running(started).length).toBeGreaterThanOrEqual(15);
  return launcher;
}

async function goneWithin(seconds: number) {
  await vi.waitFor(() => expect(running(started)).toEqual([]), { timeout: seconds * 1000, interval: 100 });
}

describe('npm start leaves no process', () => {
  test('after Ctrl-C, within 10 s, however often it is pressed', async () => {
    const { npmPid } = await start(30_100);
    process.kill(-npmPid, 'SIGINT');
    setTimeout(() => running([npmPid]).length > 0 && process.kill(-npmPid, 'SIGINT'), 300);
    await goneWithin(10);
    expect(launcher?.output).toContain('Stopped');
  });

  test('after SIGTERM to npm, within 10 s', async () => {
    const { npmPid } = await start(30_200);
    process.kill(npmPid, 'SIGTERM');
    await goneWithin(10);
  });

  test('after kill -9 of the launcher', async () => {
    const { run } = await start(30_300);
    process.kill(run.launcher.pid, 'SIGKILL');
    await goneWithin(15);
  });

  test('after kill -9 of npm', async () => {
    const { npmPid } = await start(30_400);
    process.kill(npmPid, 'SIGKILL');
    await goneWithin(15);
  });
});

test('a service that was killed is started again, and its end is told', async () => {
  const running = await start(30_500);
  const pidOf = (name: string) => running.run.services?.find((service) => service.name === name)?.pid;
  const killed = pidOf('billing');
  if (killed === undefined) throw new Error('billing is not running');
  process.kill(killed, 'SIGKILL');
  await vi.waitUntil(() => pidOf('billing') !== undefined && pidOf('billing') !== killed, { timeout: 60_000 });
  started = running.processes();
  expect(running.output).toMatch(/billing ended with SIGKILL and starts again in 0\.5 s\. Its last lines:\n {2}\| /);
  const url = running.run.services?.find((service) => service.name === 'billing')?.url;
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeout: 60_000 });
  process.kill(running.npmPid, 'SIGTERM');
  await goneWithin(10);
});
