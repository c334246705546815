import { retryAfterMs, type Tokens } from '@crescendo/chassis';
import { permanent, type SlackMember } from '@crescendo/contracts';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { z } from 'zod';
import { rateLimited, slackFailure } from './slack-failure.ts';
import { usersInfoAnswer, usersListAnswer } from './slack-member.ts';

/** Whom the call is for; the gateway's proxy finds the workspace and its token by it. */
export type Asker = { tokens: Tokens; tenant: string };

export type MemberPage = { members: SlackMember[]; next: string | undefined };

/** The members of a workspace in Slack. Every call throws the failures of {@link slackFailure}. */
export type Directory = {
  /** The maximum number of members on a page. */
  pageSize: number;
  page(asker: Asker, cursor: string | undefined): Promise<MemberPage>;
  member(asker: Asker, slackUser: string): Promise<SlackMember>;
};

const DEADLINE_MS = 8_000;

/** Slack's client logs requests and answers; ours only reports failures. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Like `fetch`, but a 429 becomes a failure with a usable wait, whatever its `Retry-After` says. */
const limited: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status !== 429) return response;
  await response.body?.cancel();
  throw rateLimited(retryAfterMs(response.headers.get('retry-after')));
};

/** Slack's Web API behind the gateway's proxy. It never waits or retries: the caller decides that. */
export function slackDirectory(options: { gatewayUrl: string; pageSize: number }): Directory {
  const slackApiUrl = new URL('/internal/slack/api/', options.gatewayUrl).href;

  async function ask<S extends z.ZodType>(asker: Asker, answer: S, call: (slack: WebClient) => Promise<unknown>) {
    const slack = new WebClient(await asker.tokens.issue('gateway', asker.tenant), {
      slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: DEADLINE_MS,
      fetch: limited,
      logger: silent,
    });
    const found = await call(slack).catch((error: unknown) => {
      throw slackFailure(error);
    });
    const parsed = answer.safeParse(found);
    if (!parsed.success) throw permanent('slack-answer-unknown', 'Slack answered in a form we do not know.');
    return parsed.data;
  }

  return {
    pageSize: options.pageSize,
    async page(asker, cursor) {
      const given = { limit: options.pageSize, include_locale: true, ...(cursor && { cursor }) };
      const answer = await ask(asker, usersListAnswer, (slack) => slack.users.list(given));
      return { members: answer.members, next: answer.response_metadata.next_cursor || undefined };
    },
    async member(asker, slackUser) {
      const given = { user: slackUser, include_locale: true };
      const { user } = await ask(asker, usersInfoAnswer, (slack) => slack.users.info(given));
      return user;
    },
  };
}
