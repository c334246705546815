import { existsSync, readFileSync } from 'node:fs';

const COUNT = 15;

/** The last lines of a log file from byte `from` on, to show to a person; empty if there are none. */
export function lastLines(file: string, from = 0): string {
  if (!existsSync(file)) return '';
  return readFileSync(file).subarray(from).toString().trimEnd().split('\n').slice(-COUNT).join('\n');
}
