import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { judgeSlackError } from './failures.ts';

export type SlackRequest = {
  /** Base URL of the Web API. */
  url: string;
  /** Absent for the exchange of a code, which proves itself otherwise. */
  token?: string;
  method: string;
  args: Record<string, unknown>;
  repeatable: boolean;
  /** Ends the request. */
  signal: AbortSignal;
};

/** The library would log what it sends and gets; we log codes, elsewhere. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** One call to Slack's Web API, once. Throws what {@link judgeSlackError} makes of a failure. */
export async function requestSlack(request: SlackRequest): Promise<unknown> {
  const client = new WebClient(request.token, {
    slackApiUrl: request.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
    fetch: (url, init) => fetch(url, { ...init, signal: request.signal }),
  });
  try {
    return await client.apiCall(request.method, request.args);
  } catch (error) {
    throw judgeSlackError(error, request);
  }
}
