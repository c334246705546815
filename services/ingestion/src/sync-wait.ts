import { Failure } from '@crescendo/contracts';

const SECOND = 1_000;
const FIRST_WAIT = SECOND;
const LONGEST_WAIT = 300 * SECOND;
const REFUSED_WAIT = 3_600 * SECOND;

/** What a roster sync does after a unit of work failed. */
export type SyncWait = {
  /** Milliseconds until it is tried again. */
  waitMs: number;
  /** Slack does not know the cursor any more: the list is read from its beginning. */
  fromTheStart: boolean;
};

/**
 * How long a roster sync waits after a failure: as long as Slack asked, else twice as long each time, up to 5 minutes;
 * an hour where Slack refused, as it does for a workspace that revoked the app.
 *
 * @param failures units that had failed in a row before this one
 */
export function syncWait(error: unknown, failures: number): SyncWait {
  const growing = Math.min(FIRST_WAIT * 2 ** Math.min(failures, 20), LONGEST_WAIT);
  if (!(error instanceof Failure)) return { waitMs: growing, fromTheStart: false };
  if (error.code === 'slack-invalid-cursor') return { waitMs: growing, fromTheStart: true };
  if (error.retry) return { waitMs: error.after ?? growing, fromTheStart: false };
  return { waitMs: REFUSED_WAIT, fromTheStart: false };
}
