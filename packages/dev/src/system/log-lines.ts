import { lastLines } from '@crescendo/engines';

/**
 * The end of a service's log, from byte `from` on, in readable form: pino's JSON as level, message, code and stack,
 * anything else unchanged.
 */
export function readableLogEnd(file: string, from: number): string {
  const lines = lastLines(file, from)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => `  | ${readable(line).replaceAll('\n', '\n  |   ')}`).join('\n');
}

type Entry = { level?: string; msg?: string; err?: { code?: string; stack?: string | readonly string[] } };

function readable(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const stack = [entry.err?.stack ?? []].flat();
  return [[entry.level, entry.msg, entry.err?.code].filter(Boolean).join(' '), ...stack].join('\n');
}

function parse(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // not one of pino's lines: shown unchanged
  }
}
