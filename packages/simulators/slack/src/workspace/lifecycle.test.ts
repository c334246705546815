import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadOf } from '../testing/app-under-test.ts';
import { CLIENT_ID, CLIENT_SECRET, type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const team = () => stage.workspace.id;
const amara = () => stage.workspace.people[1]?.id ?? '';
const heard = async () => (await stage.client.deliveries()).map((delivery) => delivery.what);
const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

test('an app that is removed can do nothing any more, and what it wrote stays', async () => {
  await stage.install();
  await stage.call('chat.postMessage', { channel: amara(), text: 'Hello' });
  await stage.client.uninstallApp(team());
  for (const method of ['auth.test', 'users.list', 'chat.postMessage', 'auth.revoke', 'apps.uninstall'])
    expect((await stage.call(method, client)).body).toEqual({ ok: false, error: 'account_inactive' });
  expect((await stage.client.as(team(), amara()).surface()).messages).toMatchObject([{ text: 'Hello' }]);
  expect((await stage.client.workspace(team())).installed).toBe(false);
});

test.each([
  ['app_uninstalled', 'tokens_revoked'],
  ['tokens_revoked', 'app_uninstalled'],
] as const)('it hears of it in either order: %s first', async (first, second) => {
  await stage.install();
  const { installation } = await stage.client.workspace(team());
  await stage.client.uninstallApp(team(), { first });
  expect(await heard()).toEqual([first, second]);
  const events = (await stage.app.got('/slack/events', 2)).map((request) => payloadOf(request).event);
  expect(events).toContainEqual({ type: 'app_uninstalled' });
  expect(events).toContainEqual({ type: 'tokens_revoked', tokens: { oauth: [], bot: [installation?.botUserId] } });
});

test('news of a removal that is held back comes after the app was installed again, with the time at which it happened', async () => {
  await stage.install();
  await stage.client.setCondition({ kind: 'hold-deliveries', event: 'app_uninstalled' });
  const removedAt = Math.floor(stage.clock.now() / 1000);
  await stage.client.uninstallApp(team());
  expect(await heard()).toEqual(['tokens_revoked']);

  stage.clock.advance(90_000);
  const token = await stage.install();
  expect(await stage.client.letGo(team())).toBe(1);
  const late = (await stage.app.got('/slack/events', 2)).at(-1);
  expect(late && payloadOf(late)).toMatchObject({ event_time: removedAt, event: { type: 'app_uninstalled' } });
  expect(Number(late?.headers['x-slack-request-timestamp'])).toBe(removedAt + 90);
  expect((await stage.call('auth.test', {}, token)).body.ok).toBe(true);
});

test('installed again, it has a new token, and the old one stays dead', async () => {
  const before = await stage.install();
  await stage.client.uninstallApp(team(), { silently: true });
  const after = await stage.install();
  expect(after).not.toBe(before);
  expect((await stage.call('auth.test', {}, before)).body.error).toBe('account_inactive');
  expect((await stage.call('auth.test', {}, after)).body.ok).toBe(true);
});

test('a person who takes back their own leave takes nothing from the bot', async () => {
  await stage.install();
  await stage.client.revokeUserToken(team(), amara());
  const [event] = await stage.app.got('/slack/events', 1);
  expect(event && payloadOf(event)).toMatchObject({
    event: { type: 'tokens_revoked', tokens: { oauth: [amara()], bot: [] } },
  });
  expect((await stage.call('auth.test')).body.ok).toBe(true);
});

test('an app that takes itself out hears of that as of any other removal', async () => {
  await stage.install();
  expect((await stage.call('apps.uninstall', client)).body).toEqual({ ok: true });
  await stage.app.got('/slack/events', 2);
  expect((await stage.call('auth.test')).body.error).toBe('account_inactive');
});

test.each([
  ['another client id', { ...client, client_id: '1.2' }, 'invalid_client_id'],
  ['a wrong secret', { ...client, client_secret: 'wrong' }, 'bad_client_secret'],
  ['neither', {}, 'invalid_client_id'],
])('with %s it takes nothing out', async (_what, given, error) => {
  await stage.install();
  expect((await stage.call('apps.uninstall', given)).body).toEqual({ ok: false, error });
  expect((await stage.call('auth.test')).body.ok).toBe(true);
});

test('what is held back is sent when it is let go, in order, and once', async () => {
  await stage.install();
  await stage.client.setCondition({ kind: 'hold-deliveries', deliveries: 2 });
  await stage.client.uninstallApp(team());
  expect(await heard()).toEqual([]);
  expect(await stage.client.letGo()).toBe(2);
  expect(await heard()).toEqual(['app_uninstalled', 'tokens_revoked']);
  expect(await stage.client.letGo()).toBe(0);
});
