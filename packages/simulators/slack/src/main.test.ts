import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SlackSimulatorClient } from './client.ts';

let dir: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slack-simulator-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(dir, { recursive: true });
});

/** How long a request that waits for a change waits. */
const LONGEST_WAIT_MS = 60_000;

const environment = {
  PATH: process.env.PATH,
  APP_URL: 'http://127.0.0.1:9',
  SLACK_SIGNING_SECRET: 'a',
  SLACK_CLIENT_ID: 'b',
  SLACK_CLIENT_SECRET: 'c',
  SEED: 'demo',
};

async function start(more: Record<string, string> = {}): Promise<{ process: ChildProcess; url: string }> {
  const main = join(import.meta.dirname, 'main.ts');
  const env = { ...environment, STATE_FILE: join(dir, 'slack.json'), ...more };
  running = spawn(process.execPath, [main], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  if (!running.stdout) throw new Error('The simulator has no output to read.');
  const [line] = await once(createInterface(running.stdout), 'line');
  return { process: running, url: String(line).split(' ').at(-1) ?? '' };
}

async function ended({ process }: { process: ChildProcess }): Promise<number> {
  const [code] = await once(process, 'exit');
  return code;
}

test('it seeds the demo once, ends with SIGTERM whoever waits for an answer, and comes back with what it knew', async () => {
  const first = await start();
  expect((await fetch(`${first.url}/livez`)).status).toBe(200);
  const client = new SlackSimulatorClient(first.url);
  const [northwind, juniper] = await client.workspaces();
  expect([northwind?.people, juniper?.people]).toEqual([63, 8]);
  const nadia = await client.addPerson(juniper?.id ?? '', { realName: 'Nadia Karim' });
  const somebody = client.as(juniper?.id ?? '', nadia.id);
  const waiting = expect(somebody.until('what never comes', () => false, 600_000)).rejects.toThrow();
  const stoppedAt = performance.now();
  first.process.kill('SIGTERM');
  expect(await ended(first)).toBe(0);
  await waiting;
  expect(performance.now() - stoppedAt).toBeLessThan(LONGEST_WAIT_MS);
  const again = new SlackSimulatorClient((await start()).url);
  expect((await again.workspaces()).map((each) => each.people)).toEqual([63, 9]);
  expect((await again.workspaces()).map((each) => each.id)).toEqual([northwind?.id, juniper?.id]);
});

test('it ends with whoever started it, when told to', async () => {
  const started = await start({ EXIT_WITH_STDIN: '1' });
  started.process.stdin?.end();
  expect(await ended(started)).toBe(0);
});
