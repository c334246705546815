import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';

const STARTS_WITHIN_MS = 240_000;

export type RunFile = {
  ready: boolean;
  launcher: { pid: number };
  services?: { name: string; url: string; pid?: number }[];
};

/** `npm start` as a person starts it: in its own process group, as in a terminal, and on its own data. */
export class Launcher {
  readonly dir = mkdtempSync(join(tmpdir(), 'crescendo-launcher-'));
  readonly #npm: ChildProcess;
  output = '';

  constructor(portBase: number) {
    this.#npm = spawn('npm', ['start', '--', '--no-traces', '--no-demo', '--port-base', String(portBase)], {
      cwd: resolve(import.meta.dirname, '../..'),
      env: { ...process.env, CRESCENDO_DIR: this.dir, KAFKA_BROKERS: '', MONGODB_URI: '' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#npm.stdout, this.#npm.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  get npmPid(): number {
    if (this.#npm.pid === undefined) throw new Error('npm did not start');
    return this.#npm.pid;
  }

  get run(): RunFile {
    return JSON.parse(readFileSync(join(this.dir, 'run.json'), 'utf8'));
  }

  async ready(): Promise<void> {
    await vi.waitUntil(
      () => {
        if (this.#npm.exitCode !== null) throw new Error(`npm start ended:\n${this.output}`);
        return this.output.includes('Try this');
      },
      { timeout: STARTS_WITHIN_MS, interval: 200 },
    );
  }

  /** All its processes: npm, its children, and theirs. */
  processes(): number[] {
    const found = [this.npmPid];
    for (const parent of found) found.push(...table().flatMap(([pid, ppid]) => (ppid === parent ? [pid] : [])));
    return found;
  }

  forget(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * The commands of those `pids` that still run. A process that has ended but that its parent has not collected does not
 * count.
 */
export function running(pids: readonly number[]): string[] {
  return table().flatMap(([pid, , state, command]) => (pids.includes(pid) && !state.startsWith('Z') ? [command] : []));
}

function table(): [pid: number, ppid: number, state: string, command: string][] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,state=,args='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => {
    const [pid, ppid, state = '', ...command] = line.trim().split(/\s+/);
    return [Number(pid), Number(ppid), state, command.join(' ')];
  });
}
