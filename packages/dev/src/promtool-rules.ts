import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { ROOT } from '@crescendo/engines';
import { ensurePromtool } from './promtool.ts';

/**
 * Checks the alert rules and the example configuration, then runs the rules' tests. Also fails if promtool is missing.
 */
const say = (line: string) => void process.stdout.write(`${line}\n`);
const files = (pattern: string) => globSync(pattern, { cwd: ROOT }).toSorted();

const runs = [
  ['check', 'rules', '--lint-fatal', ...files('deploy/alerts/*.rules.yaml')],
  ['check', 'config', '--lint-fatal', 'deploy/prometheus.yaml'],
  ['test', 'rules', ...files('deploy/alerts/*.test.yaml')],
];
try {
  const promtool = await ensurePromtool(say);
  for (const args of runs) {
    const { status, stdout, stderr, error } = spawnSync(promtool, args, { cwd: ROOT, encoding: 'utf8' });
    if (error) throw error;
    say(`promtool ${args.join(' ')}\n${stdout}${stderr}`);
    if (status !== 0) process.exitCode = 1;
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
