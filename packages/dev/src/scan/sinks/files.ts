import { appendFile, open, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LONGEST } from '../marks.ts';
import type { Passage, Sink } from '../sink.ts';

const WINDOW_BYTES = 8 << 20;
/** Longer than any form of a mark: a mark that lies across the end of a window is whole in the next. */
const OVERLAP_BYTES = 4 * LONGEST;

/** Raw bytes of all files in a folder, but those in `except`. A planted mark is a line in a file of its own. */
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
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (except.has(path)) continue;
    if (entry.isDirectory()) yield* filesUnder(path, except);
    else if (entry.isFile()) yield path;
  }
}

/** A file's bytes in windows that overlap. A file that is gone by now has none. */
async function* windowsOf(path: string): AsyncIterable<Passage['bytes']> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
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
