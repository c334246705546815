import { UNTOLD_WAIT_MS } from '@crescendo/chassis';
import { Failure, permanent, transient } from '@crescendo/contracts';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';

/** Slack's own outages, by error name: the same call may succeed later. */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** Slack, or the gateway in its place, accepts no calls for this many milliseconds. */
export const rateLimited = (after: number): Failure =>
  transient('slack-rate-limited', 'Slack asks to wait.', { after });

/**
 * Turns what a Web API call threw into a failure: `slack-rate-limited` with Slack's wait, `slack-unavailable` or
 * `slack-proxy-503` when Slack was not reached, or Slack's own error as a code such as `slack-user-not-found`. Returns
 * anything else unchanged.
 */
export function slackFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof WebAPIRequestError)
    return error.original instanceof Failure ? error.original : transient('slack-unavailable', 'Slack did not answer.');
  // Any other status comes from the gateway itself: like Slack, it answers Slack's refusals with 200.
  if (error instanceof WebAPIHTTPError)
    return transient(`slack-proxy-${error.statusCode}`, 'There is no way to Slack.');
  if (!(error instanceof WebAPIPlatformError)) return error;
  const name = String(error.data.error);
  if (name === 'ratelimited') return rateLimited(UNTOLD_WAIT_MS);
  const code = /^[a-z0-9_-]{1,60}$/.test(name) ? `slack-${name.replaceAll('_', '-')}` : 'slack-unknown-error';
  return passing.has(name) ? transient(code, `Slack said ${code}.`) : permanent(code, `Slack refused: ${code}.`);
}
