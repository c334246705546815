import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command with `bins` first on PATH, as if it had taken our place: signals go on to it, and our exit code is its.
 * It has an IPC channel to us, so that it notices if we are killed; if npm, above us, is killed, we tell it to stop.
 * @returns {Promise<number>} the exit code
 */
export function run({ command: [program, ...args], bins }) {
  const PATH = [...bins, process.env.PATH].join(delimiter);
  const child = spawn(program, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH },
  });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  const watch = process.env.npm_lifecycle_event ? watchParent(() => child.kill('SIGTERM')) : undefined;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function watchParent(orphaned) {
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) orphaned();
  }, 500);
}
