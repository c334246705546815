import { describe, expect, test, vi } from 'vitest';
import { goneWithin, launched, launchedSince } from './launched.ts';

describe('npm start leaves no process', () => {
  test('after kill -9 of the launcher', async () => {
    const { run } = await launched(30_300);
    process.kill(run.launcher.pid, 'SIGKILL');
    await goneWithin(15);
  });

  test('after kill -9 of npm', async () => {
    const { npmPid } = await launched(30_400);
    process.kill(npmPid, 'SIGKILL');
    await goneWithin(15);
  });
});

test('a service that was killed is started again, its end is told, and SIGTERM to npm then leaves no process', async () => {
  const launcher = await launched(30_500);
  const pidOf = (name: string) => launcher.run.services?.find((service) => service.name === name)?.pid;
  const killed = pidOf('billing');
  if (killed === undefined) throw new Error('billing is not running');
  process.kill(killed, 'SIGKILL');
  await vi.waitUntil(() => pidOf('billing') !== undefined && pidOf('billing') !== killed, { timeout: 60_000 });
  launchedSince();
  expect(launcher.output).toMatch(/billing ended with SIGKILL and starts again in 0\.5 s\. Its last lines:\n {2}\| /);
  const url = launcher.run.services?.find((service) => service.name === 'billing')?.url;
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeout: 60_000 });
  process.kill(launcher.npmPid, 'SIGTERM');
  await goneWithin(10);
});
