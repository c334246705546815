import { expect, test } from 'vitest';
import { installations } from '../../installations.ts';
import { type TestGateway, testGateway } from '../../testing/test-gateway.ts';
import { installAttempts } from './attempts.ts';

const stored = async ({ context }: TestGateway) => {
  const rows = await context.model(installations).find({}).lean();
  return { rows, opened: await context.open(installations, rows, ['slackTeam', 'token']) };
};

/** Follows `/slack/install` until Slack sends the browser back. */
async function begun({ url, slack }: TestGateway, teamId: string) {
  const started = await fetch(`${url}/slack/install`, { redirect: 'manual' });
  const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const authorizeUrl = started.headers.get('location') ?? '';
  return { cookie, authorizeUrl, callback: await slack.authorize({ url: authorizeUrl, teamId }) };
}

test('a workspace that installs becomes a tenant, and its token is kept where nobody can read it', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const page = await gateway.slack.installApp(team);

  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('Crescendo is in your workspace');
  expect(text).not.toMatch(/Acme|Given/);
  const open = /href="([^"]*app_redirect[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect((await fetch(open)).url, 'it leads back to the workspace').toContain(team);

  const { rows, opened } = await stored(gateway);
  const { installation } = await gateway.slack.workspace(team);
  expect(opened).toMatchObject([{ slackTeam: team, token: installation?.token, status: 'active', version: 1 }]);
  expect(JSON.stringify(rows)).not.toContain(team);
  expect(JSON.stringify(rows)).not.toContain(installation?.token);
  expect(await gateway.published()).toMatchObject([
    { type: 'tenant-installed', tenant: rows[0]?.tenant, data: { scopes: expect.arrayContaining(['chat:write']) } },
  ]);
});

test('installing again renews the token of the same tenant, and is news only to whoever might be erasing it', async () => {
  const gateway = await testGateway();
  const { team, tenant } = await gateway.installedWorkspace();
  expect((await gateway.slack.installApp(team)).status).toBe(200);

  const { opened } = await stored(gateway);
  const { installation } = await gateway.slack.workspace(team);
  expect(opened).toMatchObject([{ tenant, token: installation?.token, version: 2 }]);
  expect((await gateway.published()).map(({ type }) => type)).toEqual(['tenant-installed', 'tenant-reinstalled']);
});

test('a workspace that was lost and installs again is news, under the same tenant', async () => {
  const gateway = await testGateway();
  const { team, tenant } = await gateway.installedWorkspace();
  await gateway.context.model(installations).updateOne({ tenant }, { $set: { status: 'gone' } });
  await gateway.slack.installApp(team);

  expect((await stored(gateway)).rows).toMatchObject([{ tenant, status: 'active' }]);
  expect(await gateway.published()).toMatchObject([
    { type: 'tenant-installed', tenant },
    { type: 'tenant-reinstalled', tenant },
    { type: 'tenant-installed', tenant },
  ]);
});

test('the browser is sent to Slack with the scopes the app needs and no more', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { searchParams } = new URL((await begun(gateway, team)).authorizeUrl);
  expect(searchParams.get('scope')).toBe('chat:write,im:history,im:write,users:read,users:read.email,commands');
  expect(searchParams.get('redirect_uri')).toBe(`${gateway.url}/slack/oauth/callback`);
});

test('neither the state nor the cookie stands in the database', async () => {
  const gateway = await testGateway();
  const started = await fetch(`${gateway.url}/slack/install`, { redirect: 'manual' });
  const secrets = [
    new URL(started.headers.get('location') ?? '').searchParams.get('state'),
    started.headers.getSetCookie()[0]?.match(/=([^;]+)/)?.[1],
  ];
  const rows = JSON.stringify(await gateway.context.model(installAttempts).find({}).lean());
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(rows).not.toContain(secret);
  }
});

async function refusal(callback: string, cookie: string) {
  const response = await fetch(callback, { redirect: 'manual', headers: { cookie } });
  return { status: response.status, text: await response.text() };
}

test('what was begun in one browser cannot be finished in another, and can then still be finished', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { callback, cookie } = await begun(gateway, team);

  const { status, text } = await refusal(callback, 'crescendo-install=of-another');
  expect({ status, code: text.includes('other-browser') }).toEqual({ status: 403, code: true });
  expect(await gateway.published()).toEqual([]);
  expect(await gateway.refused('other-browser')).toBe(1);
  expect((await refusal(callback, cookie)).status).toBe(303);
});

test('a state works once', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { callback, cookie } = await begun(gateway, team);
  expect((await refusal(callback, cookie)).status).toBe(303);
  expect((await refusal(callback, cookie)).text).toContain('state-unknown');
  expect(await gateway.published()).toHaveLength(1);
});

test('the page of an installation can be looked at again, and its address says nothing of it', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { callback, cookie } = await begun(gateway, team);
  const done = await fetch(callback, { redirect: 'manual', headers: { cookie } });
  expect(done.headers.get('location')).toBe('/slack/installed');
  const [, installed = ''] = done.headers.getSetCookie().map((each) => each.split(';')[0]);

  const again = { redirect: 'manual', headers: { cookie: installed } } as const;
  for (let look = 0; look < 2; look++) {
    const page = await fetch(`${gateway.url}/slack/installed`, again);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(
      new RegExp(`Crescendo is in your workspace[\\s\\S]*app_redirect[^"]*team=${team}`),
    );
  }
  expect((await fetch(callback, again)).headers.get('location')).toBe('/slack/installed');
  const elsewhere = await (await fetch(`${gateway.url}/slack/installed`)).text();
  expect(elsewhere).toContain('Crescendo is in your workspace');
  expect(elsewhere).not.toContain('app_redirect');
});

test('a state is over after ten minutes', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { callback, cookie } = await begun(gateway, team);
  gateway.setNow(new Date(Date.now() + 601_000));
  expect((await refusal(callback, cookie)).text).toContain('state-expired');
  expect(await gateway.published()).toEqual([]);
});

test('who does not allow it in Slack is told what to do, and nothing happens', async () => {
  const gateway = await testGateway();
  const started = await fetch(`${gateway.url}/slack/install`, { redirect: 'manual' });
  const state = new URL(started.headers.get('location') ?? '').searchParams.get('state');
  const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const denied = `${gateway.url}/slack/oauth/callback?error=access_denied&state=${state}`;
  const { status, text } = await refusal(denied, cookie);
  expect({ status, code: text.includes('install-denied'), next: text.includes('/slack/install') }).toEqual({
    status: 403,
    code: true,
    next: true,
  });
});

test('a code that Slack does not know installs nothing', async () => {
  const gateway = await testGateway();
  const { id: team } = await gateway.slack.createWorkspace({ name: 'Acme', people: [{ realName: 'Given Family' }] });
  const { callback, cookie } = await begun(gateway, team);
  const wrong = new URL(callback);
  wrong.searchParams.set('code', 'made-up');
  expect(await refusal(wrong.href, cookie)).toMatchObject({
    status: 400,
    text: expect.stringContaining('invalid_code'),
  });
  expect(await gateway.context.model(installations).countDocuments({})).toBe(0);
});

test('the front page leads to the installation', async () => {
  const { url } = await testGateway();
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('href="/slack/install"');
});
