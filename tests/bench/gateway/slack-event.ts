import { createHmac, randomBytes } from 'node:crypto';

export type SlackTarget = { team: string; users: readonly string[]; signingSecret: string };

/** Bytes of a body, as Slack's envelope and a Home's view make it. */
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

/** The bytes of whole HTTP requests, each of an event of its own, signed as Slack signs, one person after another. */
export function signedRequests(target: SlackTarget, count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) => {
    const text = body(target, at);
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', target.signingSecret).update(`v0:${timestamp}:${text}`).digest('hex');
    const head = [
      'POST /slack/events HTTP/1.1',
      'host: gateway.example',
      'user-agent: Slackbot 1.0 (+https://api.slack.com/robots)',
      'accept: */*',
      'content-type: application/json',
      `x-slack-request-timestamp: ${timestamp}`,
      `x-slack-signature: v0=${signature}`,
      `content-length: ${Buffer.byteLength(text)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
  });
}
