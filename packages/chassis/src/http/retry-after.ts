/** How long to wait when the other side limits calls without a usable `Retry-After`. */
export const UNTOLD_WAIT_MS = 30_000;

/** A longer wait counts as a mistake: one call after {@link UNTOLD_WAIT_MS} shows whether it is. */
const LONGEST_SECONDS = 3_600;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds. Accepts seconds only, as Slack sends them. A value
 * that is missing, not a whole number, 0, or above an hour becomes 30 seconds, so nobody waits for ever.
 */
export function retryAfterMs(header: string | null): number {
  if (!header || !/^\s*\d{1,6}\s*$/.test(header)) return UNTOLD_WAIT_MS;
  const seconds = Number(header);
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds * 1_000 : UNTOLD_WAIT_MS;
}
