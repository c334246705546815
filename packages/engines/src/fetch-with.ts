import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a one-time download reports its progress and is cancelled. */
export type Fetching = { onProgress: (line: string) => void; signal?: AbortSignal };

/** Runs a package tool (mvn, pip) to its end; throws with its output if it fails. */
export async function fetchWith(
  tool: string,
  args: readonly string[],
  { cwd, signal }: { cwd: string; signal?: AbortSignal },
): Promise<void> {
  try {
    await run(tool, args, { cwd, signal, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    const said = 'stdout' in error && 'stderr' in error ? `${error.stdout}${error.stderr}`.trim().slice(-2_000) : '';
    throw new Error(`${tool} ${args.join(' ')} failed\n${said}`, { cause: error });
  }
}
