import { UNTOLD_WAIT_MS } from '@crescendo/chassis';
import { Failure, permanent, transient } from '@crescendo/contracts';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';

/** The call went out and nobody knows its result. Contains nothing of the call. */
export class AnswerLost extends Error {
  override name = 'AnswerLost';
  constructor() {
    super('Slack did not answer');
  }
}

/** Slack's codes for a token that will never work again: the only ones that can mean that a customer has left. */
export const endedCodes: ReadonlySet<string> = new Set(['token_revoked', 'account_inactive']);

/**
 * Slack's codes for a token that it refuses for every method. `invalid_auth` may concern the address that the request
 * came from.
 */
export const refusedTokens: ReadonlySet<string> = new Set([
  ...endedCodes,
  'invalid_auth',
  'not_authed',
  'token_expired',
  'missing_scope',
  'org_login_required',
  'accesslimited',
  'access_denied',
  'team_access_not_granted',
  'ekm_access_denied',
]);

/** Slack did not carry out the request, so it may be sent again. */
const NOT_DONE = new Set(['service_unavailable', 'request_timeout', 'team_added_to_org']);
/** "It's possible some aspect of the operation succeeded before the error was raised", as Slack puts it. */
const PERHAPS_DONE = new Set(['internal_error', 'fatal_error']);

/** There was no connection, so nothing was sent. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export const RATE_LIMITED = 'slack-rate-limited';

export const rateLimited = (after: number): Failure =>
  transient(RATE_LIMITED, 'Slack takes no more of these calls for a moment.', { after });

const unreachable = () => transient('slack-unavailable', 'Slack cannot be reached just now.');

function refusal(code: string): Failure | AnswerLost {
  // The client library turns any non-JSON answer into an error.
  if (!/^[a-z0-9_]{1,60}$/.test(code) || PERHAPS_DONE.has(code)) return new AnswerLost();
  if (code === 'ratelimited' || code === 'rate_limited') return rateLimited(UNTOLD_WAIT_MS);
  if (NOT_DONE.has(code)) return unreachable();
  return permanent(code, `Slack refused: ${code}.`);
}

function judge(error: unknown): Failure | AnswerLost {
  if (error instanceof Failure) return error;
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error);
  if (error instanceof WebAPIHTTPError)
    return error.statusCode >= 400 && error.statusCode < 500
      ? permanent(`http_${error.statusCode}`, `Slack answered ${error.statusCode}.`)
      : new AnswerLost();
  if (error instanceof WebAPIRequestError) {
    if (error.original instanceof Failure) return error.original;
    const { cause } = error.original;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return NOT_CONNECTED.has(code) ? unreachable() : new AnswerLost();
  }
  return new AnswerLost();
}

/**
 * What a failed call means: a retriable Failure when it surely was not carried out, a permanent one with Slack's own
 * code when Slack refused it, {@link AnswerLost} when it may have been carried out. For a repeatable call the last is a
 * retriable Failure too.
 */
export function judgeSlackError(error: unknown, { repeatable }: { repeatable: boolean }): Failure | AnswerLost {
  const judged = judge(error);
  return judged instanceof AnswerLost && repeatable ? unreachable() : judged;
}
