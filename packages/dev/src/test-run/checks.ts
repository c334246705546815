import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';
import { type Ran, runTool, type StageResult } from './stage.ts';

type Check = { name: string; tool: string; args: readonly string[] };

const checks: readonly Check[] = [
  { name: 'types', tool: 'tsc', args: ['--noEmit', '--pretty', 'false'] },
  { name: 'lint and format', tool: 'biome', args: ['check', '--error-on-warnings', '--max-diagnostics=50', '.'] },
  {
    name: 'import boundaries',
    tool: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'services', 'packages', 'tests'],
  },
  { name: 'unused code', tool: 'knip', args: [] },
  { name: 'generated files', tool: 'node', args: [join(ROOT, 'packages/dev/src/generate.ts'), '--check'] },
  { name: 'alert rules', tool: 'node', args: [join(ROOT, 'packages/dev/src/promtool-rules.ts')] },
];

/** Runs every check, one after the other, and prints the output of those that fail. */
export async function runChecks(signal: AbortSignal, print: (text: string) => void): Promise<StageResult[]> {
  const results: StageResult[] = [];
  for (const { name, tool, args } of checks) {
    const startedAt = Date.now();
    const { ok, output }: Ran = await runTool(tool, args, { signal, output: 'quiet' });
    if (!ok) print(`\ncheck failed: ${name}\n${output}\n`);
    const failures = ok ? [] : [{ where: 'checks', what: name, message: output }];
    results.push({ name, passed: ok ? 1 : 0, failures, seconds: (Date.now() - startedAt) / 1000 });
  }
  return results;
}
