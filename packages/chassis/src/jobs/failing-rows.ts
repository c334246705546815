import type { Failure } from '@crescendo/contracts';
import { backoff } from '../waiting/backoff.ts';

/** A failure that may pass by itself is retried sooner than one that needs a person. */
const LONGEST_WAIT_MS = { passing: 300_000, lasting: 3_600_000 };
/** The first wait is a second or two. */
const AHEAD = 4;

type FailingRow = { failures: number; until: number; ours: boolean };

/**
 * A job's failing rows, in memory. Each waits longer after every failure. `ours`: the row fails because of a fault, not
 * because its person or customer is fenced.
 */
export function createFailingRows() {
  const rows = new Map<string, FailingRow>();
  return {
    has: (id: string) => rows.has(id),
    waits: (id: string, now: number) => (rows.get(id)?.until ?? now) > now,
    /** Returns the milliseconds that the row now waits. */
    failed(id: string, { failure, now, ours }: { failure: Failure; now: number; ours: boolean }): number {
      const failures = (rows.get(id)?.failures ?? 0) + 1;
      const longest = LONGEST_WAIT_MS[failure.retry ? 'passing' : 'lasting'];
      const wait = Math.min(longest, Math.max(failure.after ?? 0, backoff(failures + AHEAD, longest)));
      rows.set(id, { failures, until: now + wait, ours });
      return wait;
    },
    healed: (id: string) => void rows.delete(id),
    /** Forgets rows that are no longer due: something else has handled them. */
    keepOnly(due: ReadonlySet<string>) {
      for (const id of rows.keys()) if (!due.has(id)) rows.delete(id);
    },
    forget: () => rows.clear(),
    count: () => rows.size,
    countOurs: () => [...rows.values()].filter(({ ours }) => ours).length,
  };
}
