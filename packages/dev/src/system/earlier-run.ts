import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type RunFile, readRunFile } from '@crescendo/engines';

const GONE_WITHIN_MS = 15_000;
const execute = promisify(execFile);

/** Throws if `npm start` is running on `dir`. */
export async function assertNotRunning(dir: string): Promise<void> {
  const pid = readRunFile(dir)?.launcher.pid;
  if (pid && (await commandsOf([pid])).some((command) => command.includes('packages/dev/src/start.ts'))) {
    throw new Error(`npm start is running already: stop it first (Ctrl-C where it runs, or kill ${pid}).`);
  }
}

/** After a killed run: waits until all its processes are gone. They end by themselves. */
export async function waitForEarlierRun(dir: string, say: (line: string) => void): Promise<void> {
  const earlier = readRunFile(dir);
  if (!earlier) return;
  const giveUp = Date.now() + GONE_WITHIN_MS;
  for (let said = false; (await isLeft(earlier, dir)) && Date.now() < giveUp; said = true) {
    if (!said) say('Waiting for what an earlier run left to end');
    await delay(200);
  }
  rmSync(join(dir, 'run.json'), { force: true });
}

/** A pid alone proves nothing: after a restart of the machine it may belong to another program. */
async function isLeft(run: RunFile, dir: string): Promise<boolean> {
  const parts = [...(run.services ?? []), run.kafka, run.mongodb, run.slack];
  const commands = await commandsOf(parts.flatMap((part) => part?.pid ?? []));
  return commands.some((command) => command.includes(dir) || /(services|simulators)\/.*main\.ts/.test(command));
}

async function commandsOf(pids: readonly number[]): Promise<string[]> {
  if (pids.length === 0) return [];
  const asked = ['-o', 'args=', '-p', pids.join(',')];
  // ps fails if none of the processes exists.
  const { stdout } = await execute('ps', asked).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter(Boolean);
}
