import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';
import type { z } from 'zod';
import { runTool, type StageResult } from './stage.ts';
import { RESULTS_FILE, vitestResults } from './vitest-results.ts';

/** The projects of vitest.config.ts, in the order they run, with the globs of their files. */
export const vitestProjects = {
  unit: '{packages,services,tests}/**/*.test.ts',
  int: '{packages,services,tests}/**/*.int.test.ts',
  promises: 'tests/{promises,system}/**/*.test.ts',
  browser: 'tests/browser/**/*.test.ts',
  faults: 'tests/faults/**/*.test.ts',
} as const;
export type VitestProject = keyof typeof vitestProjects;

export function hasTests(project: VitestProject): boolean {
  return globSync(vitestProjects[project], { cwd: ROOT, exclude: ['**/node_modules/**'] }).length > 0;
}

/** Runs projects together, without their deep proofs, and shows their output live. */
export function runVitest(
  projects: readonly VitestProject[],
  options: { signal: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<StageResult> {
  const args = projects.flatMap((project) => ['--project', project]);
  const env = { ...options.env, CRESCENDO_WITHOUT_DEEP: '1' };
  return vitestStage({ ...options, env, name: projects.join(', '), args, output: 'live' });
}

/** Runs vitest with these arguments. A run that breaks without a reported failure counts as one failure. */
export async function vitestStage(options: {
  name: string;
  args: readonly string[];
  signal: AbortSignal;
  output: 'live' | 'quiet';
  env?: NodeJS.ProcessEnv;
}): Promise<StageResult> {
  const { name, args, signal, output } = options;
  const startedAt = Date.now();
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-results-'));
  try {
    const file = join(dir, 'results.json');
    const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'vitest-results.ts')}`];
    const env = { ...options.env, [RESULTS_FILE]: file };
    const { ok } = await runTool('vitest', ['run', ...args, ...reporters], { signal, output, env });
    const results = resultsIn(file);
    const failures = results?.failures ?? [];
    const broke = { where: name, what: 'vitest', message: 'It ended with an error, see above' };
    const told = failures.length > 0 || (ok && results) ? failures : [broke];
    return { name, passed: results?.passed ?? 0, failures: told, seconds: (Date.now() - startedAt) / 1000 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function resultsIn(file: string): z.infer<typeof vitestResults> | undefined {
  if (!existsSync(file)) return undefined; // vitest ended before it wrote them
  return vitestResults.parse(JSON.parse(readFileSync(file, 'utf8')));
}
