import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Whole seconds, because Slack's times are in whole seconds and must stay so when the clock moves. */
const clockFile = z.strictObject({ aheadSeconds: z.int().min(0) });

/**
 * Milliseconds that a world is ahead of the real time, from its clock file; 0 while there is no file.
 *
 * @throws when the file is not a clock file
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

/** A simultaneous reader finds either the old file or the new one. */
export function writeAhead(path: string, aheadMs: number): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ aheadSeconds: aheadMs / 1000 })}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
