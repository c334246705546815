import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import type { z } from 'zod';

const main = resolve(import.meta.dirname, '../../packages/cli/src/main.ts');

/** Runs the `crescendo` program as an operator of the running system; resolves when it has ended. */
export async function crescendo(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const environment = { PATH: process.env.PATH, CRESCENDO_DIR: inject('system').dir };
  const child = spawn(process.execPath, [main, ...args], { env: environment, cwd: join(main, '..') });
  const ended = new Promise<number | null>((done, failed) => child.once('close', done).once('error', failed));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

/** The same, with its printed JSON as the result. */
export async function crescendoJson<S extends z.ZodType>(answer: S, ...args: string[]): Promise<z.output<S>> {
  const { code, out, err } = await crescendo(...args, '--json');
  if (out === '') throw new Error(`crescendo ${args.join(' ')} ended with ${code}: ${err}`);
  return answer.parse(JSON.parse(out));
}
