/**
 * All of Crescendo, with a process for every service, for `tests/{promises,system,browser}`. It starts once per run on
 * free ports and ends after it. Slack's limits are the real ones. Tests share it, so each creates its own workspace and
 * looks only at what belongs to it: a test begins with `installedWorkspace` (workspace.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRun, startSystem } from '@crescendo/dev';
import { type RunFile, writeRunFile } from '@crescendo/engines';
import type { TestProject } from 'vitest/node';
import { startSpanCollector } from './span-collector.ts';

/** The addresses of everything, as `npm start` writes them into `run.json`, and the folder with all data. */
export type RunningSystem = { run: RunFile; dir: string };

declare module 'vitest' {
  interface ProvidedContext {
    system: RunningSystem;
  }
}

type Started = RunningSystem & { stop(): Promise<void> };
/** Every project loads this file again, so the shared state is on the global object. */
type Shared = typeof globalThis & { crescendoSystem?: { users: number; started: Promise<Started> } | undefined };
const shared: Shared = globalThis;

export default async function setup(project: TestProject) {
  shared.crescendoSystem ??= { users: 0, started: start() };
  const system = shared.crescendoSystem;
  system.users += 1;
  const { run, dir, stop } = await system.started;
  project.provide('system', { run, dir });
  return async () => {
    system.users -= 1;
    if (system.users > 0) return;
    shared.crescendoSystem = undefined;
    await stop();
  };
}

async function start(): Promise<Started> {
  process.env.CUSTOMERS_ENDING_PER_HOUR ??= '1000'; // more customers leave in an hour of tests than in a real one
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-system-'));
  const collector = await startSpanCollector();
  try {
    const system = await startSystem({
      dir,
      ports: 'free',
      slackLimits: 'real',
      logLevel: 'trace', // what must never be logged must not be logged at this level either
      given: { brokers: process.env.KAFKA_BROKERS, mongodbUri: process.env.MONGODB_URI, tracesUrl: collector.url },
      say: (line) => process.stderr.write(`${line}\n`),
    });
    const run = describeRun(system, true);
    writeRunFile(dir, run);
    return {
      run,
      dir,
      async stop() {
        await system.stop();
        await collector.stop();
        await rm(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await collector.stop();
    throw new Error(`the system did not start: its logs are in ${join(dir, 'logs')}`, { cause: error });
  }
}
