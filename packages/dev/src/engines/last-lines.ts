import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log file, to be shown to a person; empty when there is none. */
export function lastLines(file: string, count = 15): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
