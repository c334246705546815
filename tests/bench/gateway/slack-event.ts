import { randomBytes } from 'node:crypto';
import { slackRequest } from '../stage/slack-request.ts';

export type SlackTarget = { team: string; users: readonly string[]; signingSecret: string };

/** The size of a body with Slack's envelope and a Home's view. */
const BODY_BYTES = 1_100;

function body({ team, users }: SlackTarget, at: number): string {
  const now = Math.floor(Date.now() / 1000);
  const event = {
    token: 'not-used-any-more',
    team_id: team,
    api_app_id: 'A0BENCHMARK',
    event: {
      type: 'app_home_opened',
      user: users[at % users.length],
      channel: 'D0BENCHMARK',
      tab: 'home',
      view: { id: 'V0BENCHMARK', team_id: team, type: 'home', blocks: [], private_metadata: '', hash: '' },
      event_ts: `${now}.000100`,
    },
    type: 'event_callback',
    event_id: `Ev${randomBytes(9).toString('hex').toUpperCase()}`,
    event_time: now,
    authorizations: [{ enterprise_id: null, team_id: team, user_id: 'U0BOT', is_bot: true }],
    event_context: '',
  };
  const short = BODY_BYTES - JSON.stringify(event).length;
  return JSON.stringify({ ...event, event_context: 'x'.repeat(Math.max(0, short)) });
}

/** The bytes of whole signed HTTP requests, each with its own event, one person after another. */
export const signedRequests = (target: SlackTarget, count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) =>
    slackRequest({ path: 'events', body: body(target, at), signingSecret: target.signingSecret }),
  );
