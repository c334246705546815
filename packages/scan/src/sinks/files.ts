import type { Dirent } from 'node:fs';
import { appendFile, open, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LONGEST } from '../marks.ts';
import type { Passage, Sink } from '../sink.ts';

const WINDOW_BYTES = 8 << 20;
/** Longer than any form of a mark, so a mark that crosses the end of a window is complete in the next. */
const OVERLAP_BYTES = 4 * LONGEST;

/** The raw bytes of all files in a folder, except those in `except`. A planted mark is a line in a separate file. */
export function filesIn(name: string, folder: string, { except = [] }: { except?: readonly string[] } = {}): Sink {
  return {
    name,
    async *read() {
      for await (const file of filesUnder(folder, new Set(except))) {
        for await (const bytes of windowsOf(file)) yield { place: relative(folder, file), bytes };
      }
    },
    async plant(text) {
      const file = join(folder, 'scan-recall');
      await appendFile(file, `a careless line: ${text}\n`, { mode: 0o600 });
      return () => rm(file, { force: true });
    },
  };
}

async function* filesUnder(folder: string, except: ReadonlySet<string>): AsyncIterable<string> {
  yield* filesAmong(await readdir(folder, { withFileTypes: true }), except);
}

async function* filesAmong(entries: readonly Dirent[], except: ReadonlySet<string>): AsyncIterable<string> {
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (except.has(path)) continue;
    if (entry.isFile()) yield path;
    if (!entry.isDirectory()) continue;
    const within = await unlessGone(readdir(path, { withFileTypes: true }));
    if (within) yield* filesAmong(within, except);
  }
}

/** The files are in use, and engines delete some all the time: a deleted file counts as empty. */
const unlessGone = <T>(looking: Promise<T>): Promise<T | undefined> =>
  looking.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** A file's bytes in overlapping windows; none if the file is gone. */
async function* windowsOf(path: string): AsyncIterable<Passage['bytes']> {
  const file = await unlessGone(open(path));
  if (!file) return;
  try {
    for (let start = 0; ; start += WINDOW_BYTES - OVERLAP_BYTES) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(WINDOW_BYTES), 0, WINDOW_BYTES, start);
      yield buffer.subarray(0, bytesRead);
      if (bytesRead < WINDOW_BYTES) return;
    }
  } finally {
    await file.close();
  }
}
