import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command with `bins` first on PATH, as if it replaced this process: it gets our signals, and we exit with its
 * code. An IPC channel lets it notice when we are killed; when npm, our parent, is killed, we tell it to stop.
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
