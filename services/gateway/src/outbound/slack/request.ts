import { retryAfterMs } from '@crescendo/chassis';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { judgeSlackError, rateLimited } from './failures.ts';

export type SlackRequest = {
  /** Base URL of the Web API. */
  url: string;
  /** Absent for the exchange of a code, which authenticates in another way. */
  token?: string;
  method: string;
  args: Record<string, unknown>;
  repeatable: boolean;
  /** Aborts the request. */
  signal: AbortSignal;
};

/** The library would log what it sends and receives; we only log codes, elsewhere. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/**
 * Sends the request and handles a 429 itself: the library has no failure for a 429 without a number in `Retry-After`,
 * and accepts negative numbers. Throws {@link rateLimited}: Slack did not carry out such a request.
 */
async function send(url: string | URL | Request, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status !== 429) return response;
  await response.body?.cancel();
  throw rateLimited(retryAfterMs(response.headers.get('retry-after')));
}

/** One call to Slack's Web API, once. Throws what {@link judgeSlackError} makes of a failure. */
export async function requestSlack(request: SlackRequest): Promise<unknown> {
  const client = new WebClient(request.token, {
    slackApiUrl: request.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
    fetch: (url, init) => send(url, { ...init, signal: request.signal }),
  });
  try {
    return await client.apiCall(request.method, request.args);
  } catch (error) {
    throw judgeSlackError(error, request);
  }
}
