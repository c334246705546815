import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CRESCENDO } from './paths.ts';
import { openScreen } from './screen.ts';
import { stopSignal } from './stop-signal.ts';
import { assertNotRunning, waitForEarlierRun } from './system/earlier-run.ts';
import { portsFrom, usualPorts } from './system/port-plan.ts';
import { describeRun, writeRunFile } from './system/run-file.ts';
import { type System, startSystem } from './system/system.ts';

/** `npm start`: the whole system on this machine, until Ctrl-C, SIGTERM, or the end of whoever started us. */
const { values: flags } = parseArgs({
  options: { 'port-base': { type: 'string' }, 'no-traces': { type: 'boolean', default: false } },
});
const base = flags['port-base'] ?? process.env.CRESCENDO_PORT_BASE;
const screen = openScreen();
const stopping = stopSignal();

let system: System | undefined;
let ready = false;
const publish = () => system && writeRunFile(CRESCENDO, describeRun(system, ready));

try {
  await assertNotRunning(CRESCENDO);
  await waitForEarlierRun(CRESCENDO, screen.say);
  mkdirSync(CRESCENDO, { recursive: true, mode: 0o700 });
  writeRunFile(CRESCENDO, { ready, launcher: { pid: process.pid } });
  system = await startSystem({
    dir: CRESCENDO,
    ports: base === undefined ? usualPorts() : portsFrom(Number(base)),
    slackLimits: 'wide',
    demoWorkspaces: true,
    traces: !flags['no-traces'],
    given: { brokers: process.env.KAFKA_BROKERS, mongodbUri: process.env.MONGODB_URI },
    say: screen.say,
    onChange: publish,
    signal: stopping,
  });
  publish();
  ready = true;
  publish();
  await screen.showSystem(system);
  await aborted(stopping);
} catch (error) {
  if (!stopping.aborted) {
    screen.fail(error);
    process.exitCode = 1;
  }
}
screen.say('Stopping');
await system?.stop();
rmSync(join(CRESCENDO, 'run.json'), { force: true });
screen.say('Stopped, and its data kept (npm run reset forgets it)');

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
