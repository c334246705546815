import { backoff } from '../waiting/backoff.ts';
import type { Why } from './conclusion.ts';

/** An erasure has to go on soon after what stopped it is mended. */
const LONGEST_WAIT_MS = 300_000;

/** What a row of a control event says after so many failed attempts: why, and when it is tried again. */
export const setAside = (why: Why, now: number) => ({
  ...why,
  status: 'set-aside' as const,
  nextAt: new Date(now + backoff(why.attempts, LONGEST_WAIT_MS)),
});
