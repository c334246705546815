import { backoff } from '../waiting/backoff.ts';
import type { Why } from './conclusion.ts';

/** An erasure must continue soon after the fault is fixed. */
const LONGEST_WAIT_MS = 300_000;

/** The fields of a control event's row after a failed attempt: why it failed, and when it is retried. */
export const setAside = (why: Why, now: number) => ({
  ...why,
  status: 'set-aside' as const,
  nextAt: new Date(now + backoff(why.attempts, LONGEST_WAIT_MS)),
});
