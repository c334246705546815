import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { followClock, moveClock } from '@crescendo/clock';
import { PortTaken, writeRunFile } from '@crescendo/engines';
import { buildDemoWorld } from './demo/demo-world.ts';
import { momentInWords, readMoment } from './moment.ts';
import { CRESCENDO } from './paths.ts';
import { openScreen, type Screen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { clockFileIn } from './system/clock-file.ts';
import { describeRun } from './system/describe-run.ts';
import { assertNotRunning, waitForEarlierRun } from './system/earlier-run.ts';
import { portsFrom, usualPorts } from './system/port-plan.ts';
import { type System, startSystem } from './system/system.ts';

/**
 * `npm start`: runs the whole system on this machine until Ctrl-C, SIGTERM or the end of the process that started us.
 */
const screen = openScreen();
const stopping = stopSignal();
try {
  const options = readOptions();
  await assertNotRunning(CRESCENDO);
  await runUntilStopped(options, screen);
} catch (error) {
  if (!stopping.aborted) {
    screen.fail(error);
    if (error instanceof PortTaken) screen.say('Stop what has them, or move ours: npm start -- --port-base 18000');
    process.exitCode = 1;
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      'port-base': { type: 'string' },
      'no-traces': { type: 'boolean', default: false },
      'no-demo': { type: 'boolean', default: false },
      at: { type: 'string' },
    },
  });
  const base = values['port-base'] ?? process.env.CRESCENDO_PORT_BASE;
  return {
    ports: base === undefined ? usualPorts() : portsFrom(Number(base)),
    traces: !values['no-traces'],
    demo: !values['no-demo'],
    at: values.at === undefined ? undefined : readMoment(values.at),
  };
}

async function runUntilStopped({ demo, at, ...options }: ReturnType<typeof readOptions>, { say, showSystem }: Screen) {
  let system: System | undefined;
  let ready = false;
  const publish = () => system && writeRunFile(CRESCENDO, describeRun(system, ready));

  stopping.addEventListener('abort', () => say('Stopping'), { once: true });
  await waitForEarlierRun(CRESCENDO, say);
  mkdirSync(CRESCENDO, { recursive: true, mode: 0o700 });
  const clockFile = clockFileIn(CRESCENDO);
  if (at) moveClock(clockFile, at);
  const ahead = followClock(clockFile).ahead();
  if (ahead > 0) say(`Here it is ${momentInWords(new Date(Date.now() + ahead))}, and time goes on from there`);
  writeRunFile(CRESCENDO, { ready, launcher: { pid: process.pid } });
  try {
    system = await startSystem({
      ...options,
      dir: CRESCENDO,
      slackLimits: 'wide',
      demoWorkspaces: true,
      given: { brokers: process.env.KAFKA_BROKERS, mongodbUri: process.env.MONGODB_URI },
      say,
      onChange: publish,
      signal: stopping,
    });
    publish();
    ready = !demo || (await hasDemoWorld(system, say));
    publish();
    await showSystem(system);
    await aborted(stopping);
  } finally {
    await system?.stop();
    rmSync(join(CRESCENDO, 'run.json'), { force: true });
    if (stopping.aborted) say('Stopped, and its data kept (npm run reset forgets it)');
  }
}

/**
 * Builds the demo world; resolves to whether it is complete. If not, the system runs on without it, and the next start
 * tries again.
 */
async function hasDemoWorld(system: System, say: Screen['say']): Promise<boolean> {
  try {
    await buildDemoWorld({ slackUrl: system.slack.url, dir: CRESCENDO, say, signal: stopping });
    return true;
  } catch (error) {
    stopping.throwIfAborted();
    say(`The demo world is not complete. ${error instanceof Error ? error.message : error}`);
    say('The system runs on without; the next npm start goes on with it.');
    return false;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
