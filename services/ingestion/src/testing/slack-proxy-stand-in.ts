import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A member as in Slack's Web API, after the gateway's proxy has dropped the private fields. */
export type StandInMember = {
  id: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_invited_user?: boolean;
  updated: number;
  tz?: string;
  locale?: string;
  profile?: { email?: string };
};

type Answer = { status: number; headers?: Record<string, string>; body: unknown };
type Asked = { method: string; authorization: string; arguments: Record<string, string> };

/**
 * Stands in for the gateway's proxy to Slack in tests of ingestion: `users.list` in pages and `users.info`, over
 * `members`, which a test may change. `answerNextWith` replaces the next answer.
 */
export async function slackProxyStandIn(members: StandInMember[]) {
  const asked: Asked[] = [];
  const instead: Answer[] = [];

  function answer(method: string, given: Record<string, string>): unknown {
    if (method === 'users.info') {
      const user = members.find(({ id }) => id === given.user);
      return user ? { ok: true, user } : { ok: false, error: 'user_not_found' };
    }
    const start = given.cursor ? members.findIndex(({ id }) => `after:${id}` === given.cursor) + 1 : 0;
    const page = members.slice(start, start + Number(given.limit));
    const last = start + page.length >= members.length;
    return { ok: true, members: page, response_metadata: { next_cursor: last ? '' : `after:${page.at(-1)?.id}` } };
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const method = request.url?.replace('/internal/slack/api/', '') ?? '';
    const given = Object.fromEntries(new URLSearchParams(text));
    asked.push({ method, authorization: request.headers.authorization ?? '', arguments: given });
    const { status, headers, body } = instead.shift() ?? { status: 200, body: answer(method, given) };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo; // a listening TCP server has one

  return {
    url: `http://127.0.0.1:${port}`,
    members,
    asked,
    answerNextWith(answerInstead: Answer) {
      instead.push(answerInstead);
    },
  };
}
