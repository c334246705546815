import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `.crescendo/run.json`: tells tools the addresses of everything while `npm start` runs. */
export type RunFile = {
  /** Whether the demo world is complete. */
  ready: boolean;
  launcher: { pid: number };
  gateway?: { url: string };
  services?: { name: string; url: string; pid?: number }[];
  kafka?: { brokers: string; pid?: number; dataDir?: string };
  /** With an admin's credentials. */
  mongodb?: { uri: string; pid?: number; dataDir?: string };
  slack?: { simulatorUrl: string; signingSecret: string; clientId: string; pid?: number };
  /** The operators, each with the file of their private key. */
  operators?: readonly { name: string; keyFile: string }[];
  traces?: { url: string };
  logs?: { dir: string };
};

const fileIn = (dir: string) => join(dir, 'run.json');

/** Replaces the run file in one step. Only its owner can read it, because it holds secrets. */
export function writeRunFile(dir: string, run: RunFile): void {
  const unfinished = `${fileIn(dir)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, fileIn(dir));
}

/** The run file of the last `npm start` in `dir`; undefined if there is none. */
export function readRunFile(dir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dir), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
