import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { runTool, type StageResult } from './stage.ts';

/** The projects of vitest.config.ts, in the order they run, and where their files are. */
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

/** Runs projects in one go, their output as it comes. A run that breaks without a failed test counts as one that failed. */
export async function runVitest(
  projects: readonly VitestProject[],
  options: { signal: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<StageResult> {
  const startedAt = Date.now();
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-results-'));
  try {
    const file = join(dir, 'results.json');
    const selected = projects.flatMap((project) => ['--project', project]);
    const args = ['run', ...selected, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { ok } = await runTool('vitest', args, { ...options, output: 'live' });
    const { passed, failed } = counts(file);
    const seconds = (Date.now() - startedAt) / 1000;
    return { name: projects.join(', '), passed, failed: ok ? failed : Math.max(failed, 1), seconds };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function counts(file: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 }; // vitest did not get as far as writing its results
  }
}
