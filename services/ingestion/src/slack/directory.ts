import { retryAfterMs, type Tokens } from '@crescendo/chassis';
import { permanent, type SlackMember } from '@crescendo/contracts';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { z } from 'zod';
import { rateLimited, slackFailure } from './slack-failure.ts';
import { usersInfoAnswer, usersListAnswer } from './slack-member.ts';

/** For whom Slack is asked; the gateway's proxy knows the workspace and its token by it. */
export type Asker = { tokens: Tokens; tenant: string };

export type MemberPage = { members: SlackMember[]; next: string | undefined };

/** The members of a workspace, as Slack lists them. Every call throws the failures of {@link slackFailure}. */
export type Directory = {
  /** Members of a page at most. */
  pageSize: number;
  page(asker: Asker, cursor: string | undefined): Promise<MemberPage>;
  member(asker: Asker, slackUser: string): Promise<SlackMember>;
};

const DEADLINE_MS = 8_000;

/** Slack's client logs what it sent and what it got; ours reports by failures. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** As `fetch`, but a 429 becomes a failure with a wait that can be used, whatever its `Retry-After` says. */
const limited: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status !== 429) return response;
  await response.body?.cancel();
  throw rateLimited(retryAfterMs(response.headers.get('retry-after')));
};

/** Slack's Web API behind the gateway's proxy. It waits and retries for nothing: that is the caller's to decide. */
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
