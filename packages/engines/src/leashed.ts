import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const PATIENCE_MS = 4_000;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A process that ends when we do. `stop` is SIGTERM, then SIGKILL after four seconds; `kill` is SIGKILL. */
export type Leashed = {
  pid: number;
  exited: Promise<Exit>;
  stop(): Promise<void>;
  kill(): Promise<void>;
};

export type LeashedOptions = {
  command: string;
  args: readonly string[];
  /** The command's output is appended here. */
  logFile: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** How long the command may run after we have died, so that its clients can end first. */
  lingerMs?: number;
};

type Message = { pid: number } | { error: string } | Exit;

/** Starts a command under `leash.ts`, in its own process group (so a Ctrl-C in the terminal does not reach it). */
export function startLeashed(options: LeashedOptions): Promise<Leashed> {
  const log = openSync(options.logFile, 'a', 0o600);
  const leash = spawn(
    process.execPath,
    [join(import.meta.dirname, 'leash.ts'), String(options.lingerMs ?? 0), options.command, ...options.args],
    { cwd: options.cwd, env: options.env ?? process.env, detached: true, stdio: ['ignore', log, log, 'ipc'] },
  );
  closeSync(log);
  return new Promise((resolve, reject) => {
    leash.once('error', reject);
    leash.once('exit', () => reject(new Error(`${options.command} did not start: see ${options.logFile}`)));
    leash.once('message', (message: Message) => {
      if ('pid' in message) resolve(hold(leash, message.pid));
      else
        reject(
          new Error(`cannot start ${options.command}: ${'error' in message ? message.error : 'it ended at once'}`),
        );
    });
  });
}

function hold(leash: ChildProcess, pid: number): Leashed {
  let running = true;
  const signal = (name: NodeJS.Signals) => {
    if (running) signalIfAlive(pid, name);
  };
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => {
      running = false;
      resolve(exit);
    };
    leash.on('message', (message: Message) => 'signal' in message && end(message));
    leash.once('exit', (code, by) => {
      // If the leash ends first, nothing would stop the command: so end it here.
      signal('SIGKILL');
      end({ code, signal: by });
    });
  });
  return {
    pid,
    exited,
    async stop() {
      signal('SIGTERM');
      const impatience = setTimeout(() => signal('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(impatience);
    },
    async kill() {
      signal('SIGKILL');
      await exited;
    },
  };
}

function signalIfAlive(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
