import { spawn } from 'node:child_process';
import type { Fetching } from './fetch-with.ts';

const SAID_EVERY_MS = 10_000;
const KEPT_CHARACTERS = 4_000;

/**
 * Runs cargo to its end and reports its progress. Throws with advice if cargo is missing, or with its last output if it
 * fails.
 */
export async function compile(
  args: readonly string[],
  options: Fetching & { what: string; cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const { what, cwd, env, onProgress, signal } = options;
  const startedAt = Date.now();
  const cargo = spawn('cargo', args, {
    cwd,
    signal,
    env: { ...env, CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '80', CARGO_TERM_COLOR: 'never' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  cargo.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-KEPT_CHARACTERS);
  });
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const telling = setInterval(() => {
    const crates = cratesCompiled(said);
    onProgress(
      `Compiling ${what}: ${crates ? `${crates.done} of ${crates.all} crates` : 'fetching crates'}, ${elapsed()}`,
    );
  }, SAID_EVERY_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      cargo.once('error', reject);
      cargo.once('close', resolve);
    });
    if (code !== 0) throw new Error(`cargo ${args.join(' ')} failed\n${withoutProgress(said)}\n${OTHERWISE}`);
    onProgress(`Compiled ${what} in ${elapsed()}`);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error(`Cargo, with which ${what} is compiled, is not on this machine.\n${INSTALL}\n${OTHERWISE}`, {
        cause: error,
      });
    throw error;
  } finally {
    clearInterval(telling);
  }
}

const INSTALL = `Install Rust:
  any system:      https://rustup.rs
  macOS:           brew install rust`;
const OTHERWISE = 'Or do without: CRESCENDO_DATABASE=small';

/** The counts in cargo's progress bar (`Building [=====> ] 45/203: serde, syn`). */
export function cratesCompiled(said: string): { done: number; all: number } | undefined {
  const last = [...said.matchAll(/Building \[[=> ]*\] (\d+)\/(\d+)/g)].at(-1);
  return last && { done: Number(last[1]), all: Number(last[2]) };
}

function withoutProgress(said: string): string {
  return said
    .split(/[\r\n]+/)
    .filter((line) => !line.includes('Building ['))
    .slice(-20)
    .join('\n');
}
