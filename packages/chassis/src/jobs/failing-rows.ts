import type { Failure } from '@crescendo/contracts';
import { backoff } from '../waiting/backoff.ts';

/** What may pass by itself is tried again sooner than what needs a person. */
const LONGEST_WAIT_MS = { passing: 300_000, lasting: 3_600_000 };
/** The first wait is a second or two. */
const AHEAD = 4;

type FailingRow = { failures: number; until: number; ours: boolean };

/**
 * The rows of a job that failed last, in memory: each waits longer every time. `ours` says of a row that fails because of
 * something wrong, not because whom it is about is being erased.
 */
export function createFailingRows() {
  const rows = new Map<string, FailingRow>();
  return {
    has: (id: string) => rows.has(id),
    waits: (id: string, now: number) => (rows.get(id)?.until ?? now) > now,
    /** Milliseconds that it waits from now on. */
    failed(id: string, { failure, now, ours }: { failure: Failure; now: number; ours: boolean }): number {
      const failures = (rows.get(id)?.failures ?? 0) + 1;
      const longest = LONGEST_WAIT_MS[failure.retry ? 'passing' : 'lasting'];
      const wait = Math.min(longest, Math.max(failure.after ?? 0, backoff(failures + AHEAD, longest)));
      rows.set(id, { failures, until: now + wait, ours });
      return wait;
    },
    healed: (id: string) => void rows.delete(id),
    /** Those that are not due any more were seen to by others. */
    keepOnly(due: ReadonlySet<string>) {
      for (const id of rows.keys()) if (!due.has(id)) rows.delete(id);
    },
    forget: () => rows.clear(),
    count: () => rows.size,
    countOurs: () => [...rows.values()].filter(({ ours }) => ours).length,
  };
}
