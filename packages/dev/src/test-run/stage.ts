import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';

/** A failure: its place, its name and its message. */
export type Failure = { where: string; what: string; message: string };

export type StageResult = { name: string; passed: number; failures: readonly Failure[]; seconds: number };

export type Ran = { ok: boolean; output: string };

export type RunOptions = {
  /** Ends the program when the run is cancelled. */
  signal: AbortSignal;
  /** `live` passes on the program's output at once, `quiet` collects it. */
  output: 'live' | 'quiet';
  env?: NodeJS.ProcessEnv;
};

/** Runs one of the workspace's tools, by its name in `node_modules/.bin`, or `node`. */
export function runTool(tool: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const program = tool === 'node' ? process.execPath : join(ROOT, 'node_modules', '.bin', tool);
  const stdio = options.output === 'live' ? 'inherit' : 'pipe';
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stdio, stdio],
    signal: options.signal,
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
