import { statSync } from 'node:fs';
import { readAhead } from './clock-file.ts';

/** A process looks at the file at most once in this time, so it sees a move that long after it at the latest. */
export const LOOK_EVERY_MS = 1_000;

export type FollowedClock = {
  /**
   * Milliseconds that this world is ahead of the real time. Never decreases: time does not go back within a process.
   */
  ahead(): number;
};

/**
 * Follows a clock file, which need not exist yet. If the file later becomes unreadable, the clock stays as it is.
 *
 * @throws when the file exists and is not a clock file
 */
export function followClock(path: string, elapsed = () => performance.now()): FollowedClock {
  let version = versionOf(path); // read before the content: the next look then sees a write in between
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
        // Somebody is writing it by hand: the next look finds it complete.
      }
      return ahead;
    },
  };
}

/** Changes with the file's content, because each move replaces the file by a rename. */
function versionOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}
