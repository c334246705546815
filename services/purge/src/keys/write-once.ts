import { join } from 'node:path';
import { namesIn, readIfThere, writeNew } from './durable-files.ts';

/**
 * Numbered texts, each written once and never changed. They are outside the database, so that no restore reverts them:
 * a directory here; in production a bucket with object lock (`PutObject` with `If-None-Match: *`) does the same.
 */
export type WriteOnce = {
  /** The highest number written so far; 0 if none. */
  last(): Promise<number>;
  read(number: number): Promise<string | undefined>;
  /**
   * Writes a text, complete and durable once this resolves to true. False when the number is taken: then nothing was
   * written.
   */
  write(number: number, text: string): Promise<boolean>;
};

const NAME = /^(\d{12})\.json$/;
const nameOf = (number: number) => `${String(number).padStart(12, '0')}.json`;

/** In a directory, created if missing; one file per number. */
export function writeOnceDirectory(dir: string): WriteOnce {
  return {
    async last() {
      const numbers = (await namesIn(dir)).map((name) => Number(NAME.exec(name)?.[1] ?? 0));
      return numbers.reduce((highest, number) => Math.max(highest, number), 0);
    },
    read: (number) => readIfThere(join(dir, nameOf(number))),
    write: (number, text) => writeNew({ dir, name: nameOf(number), text, mode: 0o400 }),
  };
}
