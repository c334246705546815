import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '@crescendo/engines';
import { readableLogEnd } from './log-lines.ts';

const PATIENCE_MS = 4_500;
const FIRST_RESTART_MS = 500;
const SLOWEST_RESTART_MS = 15_000;
/** A program that has run this long started well: after its next crash the restart delay begins anew. */
const SETTLED_MS = 60_000;

type ProgramOptions = {
  name: string;
  /** Its path from the root of the repository. */
  main: string;
  env: Record<string, string>;
  logFile: string;
  /**
   * Called when the program ends unasked. It restarts after `restartInMs`; the log of the run that ended starts at byte
   * `logFrom`.
   */
  onCrash(crash: { exit: string; restartInMs: number; logFrom: number }): void;
  /** Called whenever the pid changes. */
  onChange(): void;
};

/** `code` with the exit code, or the signal that ended it; `down` if it did not run. */
export type Exit = `code ${number}` | NodeJS.Signals | 'down';

/** One of our own programs, in its own process and process group. It restarts whenever it crashes. */
export type Program = {
  readonly pid: number | undefined;
  start(): void;
  /** SIGTERM, then SIGKILL if it takes too long; resolves once it is gone. It stays down. */
  stop(): Promise<void>;
  /** Sends a signal; resolves to how it ended, once it is gone. It stays down until `start`. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
};

/** Creates programs that log to `logDir` and report each crash. */
export function programsWith({
  logDir,
  say,
  onChange,
}: {
  logDir: string;
  say: (line: string) => void;
  onChange: () => void;
}) {
  return (program: { name: string; main: string; env: Record<string, string> }): Program => {
    const logFile = join(logDir, `${program.name}.log`);
    let saidBefore = '';
    return nodeProgram({
      ...program,
      logFile,
      onChange,
      onCrash({ exit, restartInMs, logFrom }) {
        const lines = readableLogEnd(logFile, logFrom);
        const why = lines === saidBefore ? 'Its last lines are the same.' : `Its last lines:\n${lines}`;
        saidBefore = lines;
        say(`${program.name} ended with ${exit} and starts again in ${restartInMs / 1000} s. ${why}`);
      },
    });
  };
}

function nodeProgram(options: ProgramOptions): Program {
  let child: ChildProcess | undefined;
  let restarting: AbortController | undefined;
  let crashes = 0;

  function start() {
    if (child) throw new Error(`${options.name} is running already`);
    restarting?.abort();
    const startedAt = Date.now();
    const logFrom = existsSync(options.logFile) ? statSync(options.logFile).size : 0;
    const started = launch(options);
    child = started;
    options.onChange();
    started.once('exit', () => {
      if (child !== started) return;
      child = undefined;
      options.onChange();
      crashes = Date.now() - startedAt > SETTLED_MS ? 1 : crashes + 1;
      void restartLater({ exit: exitOf(started), logFrom });
    });
  }

  async function restartLater(crash: { exit: string; logFrom: number }) {
    const restartInMs = Math.min(FIRST_RESTART_MS * 2 ** (crashes - 1), SLOWEST_RESTART_MS);
    options.onCrash({ ...crash, restartInMs });
    restarting = new AbortController();
    const { signal } = restarting;
    await delay(restartInMs, undefined, { signal }).then(start, (error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async function end(signal: NodeJS.Signals): Promise<Exit> {
    restarting?.abort();
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return 'down';
    const gone = once(ending, 'exit');
    ending.kill(signal);
    const impatience = setTimeout(() => ending.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(impatience);
    options.onChange();
    return exitOf(ending);
  }

  return {
    get pid() {
      return child?.pid;
    },
    start,
    stop: async () => void (await end('SIGTERM')),
    kill: end,
  };
}

const exitOf = ({ exitCode, signalCode }: ChildProcess): Exit => signalCode ?? `code ${exitCode ?? 0}`;

/** Its standard input is a pipe from us: when we die in any way, the pipe closes and the program ends by itself. */
function launch({ main, env, logFile }: ProgramOptions): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [main], { cwd: ROOT, env, detached: true, stdio: ['pipe', log, log] });
  closeSync(log);
  return child;
}
