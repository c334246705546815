import { statSync } from 'node:fs';
import { readAhead } from './clock-file.ts';

/** A process asks for the file no more often than this, and so sees each move within it. */
export const LOOK_EVERY_MS = 1_000;

export type FollowedClock = {
  /** Milliseconds that this world is ahead of the real time. It never gets less: time does not go back within a process. */
  ahead(): number;
};

/**
 * Follows a clock file, which need not be there yet. What stops being readable later leaves the clock as it is.
 *
 * @throws when the file is there and says something else than a clock file does
 */
export function followClock(path: string, elapsed = () => performance.now()): FollowedClock {
  let version = versionOf(path); // before the content: what is written in between is seen at the next look
  let ahead = readAhead(path);
  let lookedAt = elapsed();
  return {
    ahead() {
      if (elapsed() - lookedAt < LOOK_EVERY_MS) return ahead;
      lookedAt = elapsed();
      const now = versionOf(path);
      if (now === version) return ahead;
      try {
        ahead = Math.max(ahead, readAhead(path));
        version = now;
      } catch {
        // Somebody writes it by hand: the next look finds it whole.
      }
      return ahead;
    },
  };
}

/** Changes with the file's content: each move renames a new file into its place. */
function versionOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}
