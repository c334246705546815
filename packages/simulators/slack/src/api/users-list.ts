import { z } from 'zod';
import { flag, wholeNumber } from './arguments.ts';
import { type ApiMethod, SlackError } from './method.ts';
import { toSlackUser } from './user-shape.ts';

const LARGEST_PAGE = 1000;
const UNPAGED_LIMIT = 100;

interface Given {
  cursor?: string | undefined;
  limit?: number | undefined;
  include_locale?: boolean | undefined;
}

/**
 * Everybody in the workspace, including bots, guests, Slackbot and deactivated people. As at Slack, a page may hold
 * fewer than `limit` although more follow: every page but the first is one short, so only the cursor tells the end.
 * https://docs.slack.dev/reference/methods/users.list
 */
export const usersList: ApiMethod<Given> = {
  name: 'users.list',
  scope: 'users:read',
  tier: 'tier2',
  arguments: z.object({
    cursor: z.string().optional(),
    limit: wholeNumber.optional(),
    include_locale: flag.optional(),
  }),
  call({ cursor, limit = 0, include_locale: locale = false }, { slack, workspace, installation }) {
    const { people } = workspace;
    if (limit > LARGEST_PAGE) throw new SlackError('invalid_limit');
    if (limit === 0 && people.length > UNPAGED_LIMIT) throw new SlackError('limit_required');
    const start = cursor ? people.findIndex((person) => person.id === readCursor(cursor)) : 0;
    if (start < 0) throw new SlackError('invalid_cursor');
    const size = start > 0 ? Math.max(1, limit - 1) : limit || people.length;
    const next = people[start + size];
    return {
      members: people
        .slice(start, start + size)
        .map((person) => toSlackUser(slack, workspace, person, { scopes: installation.scopes, locale })),
      cache_ts: Math.floor(slack.clock.now() / 1000),
      response_metadata: { next_cursor: next ? writeCursor(next.id) : '' },
    };
  },
};

/** Slack's cursors are base64 of `user:<id>`, the id of the first person of the next page. */
function writeCursor(userId: string): string {
  return Buffer.from(`user:${userId}`).toString('base64');
}

function readCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64')
    .toString('utf8')
    .replace(/^user:/, '');
}
