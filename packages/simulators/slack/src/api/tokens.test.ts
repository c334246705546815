import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadOf } from '../testing/app-under-test.ts';
import { type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

test('auth.test says whose token it is', async () => {
  await stage.install();
  const { body } = await stage.call('auth.test');
  expect(body).toMatchObject({ ok: true, team_id: stage.workspace.id, team: 'Testing Grounds', user: 'crescendo' });
});

test('no token, a made-up one, a revoked one and one of a removed app are refused, each in its own words', async () => {
  await stage.install();
  const noToken = await fetch(`${stage.simulator.url}/api/auth.test`, { method: 'POST' });
  expect(await noToken.json()).toEqual({ ok: false, error: 'not_authed' });
  expect((await stage.call('auth.test', {}, 'xoxb-made-up')).body.error).toBe('invalid_auth');
  await stage.client.revokeToken(stage.workspace.id);
  expect((await stage.call('auth.test')).body.error).toBe('token_revoked');
  await stage.install();
  await stage.client.uninstallApp(stage.workspace.id);
  expect((await stage.call('auth.test')).body.error).toBe('account_inactive');
});

test('a method whose scope was not granted names it', async () => {
  await stage.install(['chat:write']);
  const { body } = await stage.call('users.list');
  expect(body).toEqual({ ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
});

test('a removed app hears of it twice, in the order asked for, and can do nothing any more', async () => {
  await stage.install();
  await stage.client.uninstallApp(stage.workspace.id, { first: 'tokens_revoked' });
  const heard = (await stage.client.deliveries()).map((delivery) => delivery.what);
  expect(heard).toEqual(['tokens_revoked', 'app_uninstalled']);
});

test('revoking the token tells the app, and asking whether one could does not', async () => {
  await stage.install();
  expect((await stage.call('auth.revoke', { test: true })).body).toEqual({ ok: true, revoked: false });
  expect((await stage.call('auth.revoke')).body).toEqual({ ok: true, revoked: true });
  const [event] = await stage.app.got('/slack/events', 1);
  expect(event && payloadOf(event)).toMatchObject({ event: { type: 'tokens_revoked', tokens: { oauth: [] } } });
  expect((await stage.call('auth.test')).body.error).toBe('token_revoked');
});

test('a method that Slack has not is unknown', async () => {
  await stage.install();
  expect((await stage.call('chat.shout')).body).toEqual({
    ok: false,
    error: 'unknown_method',
    req_method: 'chat.shout',
  });
});

test('bodies that are not what they say are refused', async () => {
  const token = await stage.install();
  const post = async (type: string, body: string) => {
    const headers = { 'content-type': type, authorization: `Bearer ${token}` };
    const response = await fetch(`${stage.simulator.url}/api/auth.test`, { method: 'POST', headers, body });
    return ((await response.json()) as { error: string }).error;
  };
  expect(await post('application/json', '{')).toBe('invalid_json');
  expect(await post('application/json', '[]')).toBe('json_not_object');
  expect(await post('text/plain', 'hello')).toBe('invalid_post_type');
});
