import { Failure } from '@crescendo/contracts';

const SECOND = 1_000;
const FIRST_WAIT = SECOND;
const LONGEST_WAIT = 300 * SECOND;
const REFUSED_WAIT = 3_600 * SECOND;

/** What a roster sync does after a failed unit of work. */
export type SyncWait = {
  /** Milliseconds until the next try. */
  waitMs: number;
  /** Slack no longer knows the cursor: read the list from the beginning. */
  fromTheStart: boolean;
};

/**
 * How long a roster sync waits after a failure: as long as Slack asked, else doubling up to 5 minutes. An hour if Slack
 * refused, as for a workspace that revoked the app.
 *
 * @param failures consecutive failed units before this one
 */
export function syncWait(error: unknown, failures: number): SyncWait {
  const growing = Math.min(FIRST_WAIT * 2 ** Math.min(failures, 20), LONGEST_WAIT);
  if (!(error instanceof Failure)) return { waitMs: growing, fromTheStart: false };
  if (error.code === 'slack-invalid-cursor') return { waitMs: growing, fromTheStart: true };
  if (error.retry) return { waitMs: error.after ?? growing, fromTheStart: false };
  return { waitMs: REFUSED_WAIT, fromTheStart: false };
}
