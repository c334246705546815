import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Whole seconds: Slack's times are, and times of whole seconds stay such when they are moved. */
const clockFile = z.strictObject({ aheadSeconds: z.int().min(0) });

/**
 * Milliseconds by which a world is ahead of the real time, as its clock file says; 0 while there is none.
 *
 * @throws when the file says something else
 */
export function readAhead(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
  try {
    return clockFile.parse(JSON.parse(text)).aheadSeconds * 1000;
  } catch (cause) {
    throw new Error(`${path} is no clock file: it says {"aheadSeconds": 0} or more.`, { cause });
  }
}

/** Whoever reads meanwhile finds the old file or the new one. */
export function writeAhead(path: string, aheadMs: number): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ aheadSeconds: aheadMs / 1000 })}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
