import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLIENT_ID, type Stage, setStage, startMessage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ limits: 'wide' });
});
afterEach(() => stage.stop());

const page = async (path: string) => (await fetch(`${stage.simulator.url}${path}`)).text();
const authorizePath = (more: Record<string, string> = {}) =>
  `/oauth/v2/authorize?${new URLSearchParams({ client_id: CLIENT_ID, scope: 'chat:write', state: 'a state', ...more })}`;
const decide = (decision: string, userId = stage.workspace.people[0]?.id ?? '') =>
  fetch(`${stage.simulator.url}${authorizePath()}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision, team: stage.workspace.id, user: userId }),
  });

test('a workspace without the app offers to install it, and remembers which workspace that was', async () => {
  expect(await page(`/client/${stage.workspace.id}`)).toContain(`href="/install/${stage.workspace.id}"`);
  const response = await fetch(`${stage.simulator.url}/install/${stage.workspace.id}`, { redirect: 'manual' });
  expect(response.headers.get('location')).toBe(`${stage.app.url}/slack/install`);
  const cookie = response.headers.getSetCookie().join('; ');
  const authorize = await fetch(`${stage.simulator.url}${authorizePath()}`, { headers: { cookie } });
  expect(await authorize.text()).toContain('asks to come into Testing Grounds');
});

test('a workspace with the app offers to remove it, and asks first', async () => {
  await stage.install();
  for (const path of ['/', `/client/${stage.workspace.id}`]) {
    const content = await page(path);
    expect(content).toContain(`data-remove-app="${stage.workspace.id}"`);
    expect(content).toContain('Remove Crescendo from Testing Grounds?');
    expect(content).toContain('id="confirm"');
  }
});

test('an app can send a browser back into a workspace', async () => {
  const lead = (query: string) => fetch(`${stage.simulator.url}/app_redirect?${query}`);
  expect((await lead(`app=A0&team=${stage.workspace.id}`)).url).toContain(`/client/${stage.workspace.id}`);
  expect(new URL((await lead('app=A0&team=T0NOBODY')).url).pathname).toBe('/');
});

test('Allow goes back with a code and the state, Cancel with access_denied', async () => {
  const allowed = new URL((await decide('allow')).headers.get('location') ?? '');
  expect(allowed.origin + allowed.pathname).toBe(`${stage.app.url}/slack/oauth/callback`);
  expect(Object.fromEntries(allowed.searchParams)).toEqual({ code: expect.any(String), state: 'a state' });
  const denied = new URL((await decide('cancel')).headers.get('location') ?? '');
  expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'a state' });
});

test('a guest can not let an app in', async () => {
  const guest = await stage.client.addPerson(stage.workspace.id, { realName: 'A Guest', kind: 'guest' });
  expect((await decide('allow', guest.id)).status).toBe(400);
});

test('an app that asks wrongly gets Slack’s page of refusal', async () => {
  expect(await page(authorizePath({ client_id: 'another' }))).toContain('invalid_client_id');
  expect(await page(authorizePath({ scope: 'admin.users:read' }))).toContain('invalid_scope');
  expect(await page(authorizePath({ redirect_uri: 'https://elsewhere.example/' }))).toContain('bad_redirect_uri');
});

test('messages, Home and modals are shown with what they are pressed by', async () => {
  await stage.install();
  const amara = stage.workspace.people[1]?.id ?? '';
  await stage.call('chat.postMessage', { channel: amara, text: 'Ready?', blocks: startMessage });
  await stage.call('views.publish', { user_id: amara, view: { type: 'home', blocks: startMessage } });
  const parts = JSON.parse(await page(`/client/${stage.workspace.id}/${amara}/parts`));
  for (const part of [parts.messages, parts.home]) {
    expect(part).toContain('data-action-id="start" data-block-id="choices"');
  }
  expect(parts.modal).toBe('');
});

test('a page hears of a change as it happens', async () => {
  await stage.install();
  const amara = stage.workspace.people[1]?.id ?? '';
  const stream = await fetch(`${stage.simulator.url}/client/${stage.workspace.id}/${amara}/stream`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const before = stage.simulator.slack.versionOf(stage.workspace.id, amara);
  await stage.call('chat.postMessage', { channel: amara, text: 'Hello' });
  let heard = '';
  while (!heard.includes(`data: ${before + 2}`)) heard += (await reader?.read())?.value;
  await reader?.cancel();
});

test('pictures are pictures', async () => {
  await stage.install();
  const { body } = await stage.call('users.info', { user: stage.workspace.people[1]?.id });
  const { profile } = body.user as { profile: { image_72: string } };
  const picture = await fetch(profile.image_72);
  expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  expect(await picture.text()).toContain('>AO</text>');
});
