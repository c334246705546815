import { lastLines } from '../engines/last-lines.ts';

const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

/** The end of a service's log as a person reads it: pino's JSON as level, message and stack, anything else as it is. */
export function readableLogEnd(file: string): string {
  const lines = lastLines(file)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => `  | ${readable(line).replaceAll('\n', '\n  |   ')}`).join('\n');
}

function readable(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const error = entry.err?.stack ?? entry.err?.message;
  return [LEVELS[entry.level ?? 0] ?? '', entry.msg ?? '', error ? `\n${error}` : ''].filter(Boolean).join(' ');
}

type Entry = { level?: number; msg?: string; err?: { stack?: string; message?: string } };

function parse(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // not one of pino's lines: shown as it is
  }
}
