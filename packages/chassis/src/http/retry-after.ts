/** How long to wait where the other side limits calls and does not say for how long, in a way that can be used. */
export const UNTOLD_WAIT_MS = 30_000;

/** A wish to wait longer than this is taken for a mistake: one call after {@link UNTOLD_WAIT_MS} shows. */
const LONGEST_SECONDS = 3_600;

/**
 * Milliseconds to wait that a `Retry-After` header asks for. Seconds only, as Slack sends them: what is missing, no whole
 * number, not above 0 or above an hour becomes 30 seconds, so that nobody ever waits for a negative time or for ever.
 */
export function retryAfterMs(header: string | null): number {
  if (!header || !/^\s*\d{1,6}\s*$/.test(header)) return UNTOLD_WAIT_MS;
  const seconds = Number(header);
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds * 1_000 : UNTOLD_WAIT_MS;
}
