import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { installations } from '../../installations.ts';
import { type TestGateway, testGateway } from '../../testing/test-gateway.ts';

/** Slack's own client library, configured for the proxy as in ingestion. */
const clientOf = ({ url }: TestGateway, bearer: string) =>
  new WebClient(bearer, {
    slackApiUrl: `${url}/internal/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

async function withIngestion() {
  const gateway = await testGateway();
  const workspace = await gateway.installedWorkspace();
  return { ...gateway, ...workspace, client: clientOf(gateway, `ingestion ${workspace.tenant}`) };
}

test("a roster is read page by page with Slack's own client, and no name is in it", async () => {
  const { client, slack, team } = await withIngestion();
  await slack.addPerson(team, { realName: 'Planted Name', email: 'someone@example.com', timeZone: 'Asia/Tokyo' });
  const members: unknown[] = [];
  let pages = 0;
  for await (const page of client.paginate('users.list', { limit: 2, include_locale: true })) {
    pages++;
    members.push(...('members' in page && Array.isArray(page.members) ? page.members : []));
  }
  expect(pages).toBeGreaterThan(1);
  const { people } = await slack.workspace(team);
  expect(members).toHaveLength(people.length);
  expect(members).toContainEqual(
    expect.objectContaining({ tz: 'Asia/Tokyo', profile: { email: 'someone@example.com' }, deleted: false }),
  );
  expect(JSON.stringify(members)).not.toMatch(/Planted|Family|real_name|image|avatar/);
});

test('one person is looked up', async () => {
  const { client, slackUser } = await withIngestion();
  const { user } = await client.users.info({ user: slackUser, include_locale: true });
  expect(user).toMatchObject({ id: slackUser, is_bot: false });
  expect(user).not.toHaveProperty('real_name');
});

test("Slack's refusals come through as Slack words them", async () => {
  const { client } = await withIngestion();
  const refused = await client.users.info({ user: 'U0NOBODY' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WebAPIPlatformError);
  expect(refused).toMatchObject({ data: { error: 'user_not_found' } });
});

test("Slack's wish to wait comes through", async () => {
  const { client, slack } = await withIngestion();
  await slack.setCondition({ kind: 'rate-limit', method: 'users.list', retryAfterSeconds: 7 });
  const refused = await client.users.list({}).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WebAPIRateLimitedError);
  expect(refused).toMatchObject({ retryAfter: 7 });
});

test('a lost answer is something to try again', async () => {
  const { client, slack } = await withIngestion();
  await slack.setCondition({ kind: 'lose-answers', method: 'users.list' });
  const failed = await client.users.list({}).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(WebAPIHTTPError);
  expect(failed).toMatchObject({ statusCode: 503 });
});

test.each([
  ['chat.postMessage', { channel: 'D1', text: 'hello' }, 'unknown_method'],
  ['users.list', { team_id: 'T1' }, 'invalid_arguments'],
])('%s with %j goes no further', async (method, args, error) => {
  const { client, slack } = await withIngestion();
  await slack.setCondition({ kind: 'fail', error: 'reached_slack' });
  const refused = await client.apiCall(method, args).catch((failure: unknown) => failure);
  expect(refused).toMatchObject({ data: { error } });
});

test('a workspace that Slack keeps us from is something to try again', async () => {
  const { client, slack, team, context } = await withIngestion();
  await slack.revokeToken(team, { silently: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    const refused = await client.auth.test().catch((error: unknown) => error);
    expect(refused).toMatchObject({ statusCode: 503 });
  }
  expect(await context.model(installations).find({}).lean()).toMatchObject([{ status: 'unreachable' }]);
});

test.each([
  ['who shows no token', undefined, 401, 'unauthenticated'],
  ['another service', 'billing', 403, 'forbidden'],
])('%s is not let in', async (_who, service, status, code) => {
  const gateway = await testGateway();
  const { tenant } = await gateway.installedWorkspace();
  const response = await fetch(`${gateway.url}/internal/slack/api/users.list`, {
    method: 'POST',
    headers: service ? { authorization: `Bearer ${service} ${tenant}` } : {},
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
  expect(await gateway.refused(code)).toBe(1);
});
