import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startSlackSimulator } from '../server.ts';
import { payloadOf } from '../testing/app-under-test.ts';
import { CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, type Stage, setStage } from '../testing/stage.ts';
import { sign } from './signature.ts';

let stage: Stage;
afterEach(() => stage.stop());

const person = () => stage.client.as(stage.workspace.id, stage.workspace.people[1]?.id ?? '');

test('an event comes signed, in an envelope that says for whom', async () => {
  stage = await setStage();
  await stage.install();
  await person().openHome();
  const [event] = await stage.app.got('/slack/events', 1);
  const timestamp = String(event?.headers['x-slack-request-timestamp']);
  expect(timestamp).toBe(String(stage.clock.now() / 1000));
  expect(event?.headers['x-slack-signature']).toBe(sign(SIGNING_SECRET, timestamp, event?.body ?? ''));
  expect(event?.headers).not.toHaveProperty('x-slack-retry-num');
  expect(event && payloadOf(event)).toMatchObject({
    type: 'event_callback',
    team_id: stage.workspace.id,
    event_id: expect.stringMatching(/^Ev/),
    authorizations: [{ team_id: stage.workspace.id, is_bot: true }],
    event: { type: 'app_home_opened', tab: 'home', user: stage.workspace.people[1]?.id },
  });
});

test('an event that is refused comes three more times, the same and numbered, and then no more', async () => {
  stage = await setStage({ retryDelaysMs: [0, 5, 10] });
  await stage.install();
  stage.app.answer = (_request, response) => {
    response.status(503).end();
  };
  await person().openHome();
  const attempts = await stage.app.got('/slack/events', 4);
  expect(attempts.map((attempt) => attempt.headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(attempts.at(-1)?.headers['x-slack-retry-reason']).toBe('http_error');
  expect(new Set(attempts.map((attempt) => attempt.body)).size).toBe(1);
  await expect.poll(() => stage.simulator.slack.state.pendingEvents).toEqual([]);
});

test('an app that says so is not asked again', async () => {
  stage = await setStage({ retryDelaysMs: [0, 0, 0] });
  await stage.install();
  stage.app.answer = (_request, response) => {
    response.status(503).set('X-Slack-No-Retry', '1').end();
  };
  await person().openHome();
  expect(stage.simulator.slack.state.pendingEvents).toEqual([]);
});

test('an answer that comes too late counts as none', async () => {
  stage = await setStage({ retryDelaysMs: [60_000, 0, 0], answerTimeoutMs: 50 });
  await stage.install();
  stage.app.answer = () => {};
  await person().openHome();
  const [delivery] = await stage.client.deliveries();
  expect(delivery).toMatchObject({ what: 'app_home_opened', failure: 'http_timeout' });
});

test('a waiting retry survives a restart of Slack', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'slack-simulator-'));
  const stateFile = join(dir, 'slack.json');
  stage = await setStage({ stateFile, retryDelaysMs: [60_000, 0, 0] });
  await stage.install();
  stage.app.answer = (_request, response) => {
    response.status(500).end();
  };
  await person().openHome();
  await stage.simulator.stop();
  stage.clock.advance(60_000);
  stage.app.answer = (_request, response) => {
    response.end();
  };
  stage.simulator = await startSlackSimulator({
    appUrl: stage.app.url,
    signingSecret: SIGNING_SECRET,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    clock: stage.clock,
    stateFile,
  });
  const attempts = await stage.app.got('/slack/events', 2);
  expect(attempts[1]?.headers['x-slack-retry-num']).toBe('1');
  expect(attempts[1]?.body).toBe(attempts[0]?.body);
  await rm(dir, { recursive: true });
});

test('joining and changing tell the app everything Slack knows: names and pictures too', async () => {
  stage = await setStage();
  await stage.install();
  const nadia = await stage.client.addPerson(stage.workspace.id, { realName: 'Nadia Karim' });
  await stage.client.changePerson(stage.workspace.id, nadia.id, { timeZone: 'Asia/Tokyo' });
  const [joined, changed] = (await stage.app.got('/slack/events', 2)).map(payloadOf);
  expect(joined).toMatchObject({ event: { type: 'team_join', user: { id: nadia.id, real_name: 'Nadia Karim' } } });
  expect(changed).toMatchObject({ event: { type: 'user_change', user: { tz: 'Asia/Tokyo', locale: 'en-US' } } });
  expect(changed).toHaveProperty('event.user.profile.image_72');
});

test('without the scope for them, such events do not come', async () => {
  stage = await setStage();
  await stage.install(['chat:write']);
  await stage.client.addPerson(stage.workspace.id, { realName: 'Nadia Karim' });
  expect(await stage.client.deliveries()).toEqual([]);
});

test('an app that may read its conversations hears of what is written, and of its own messages and their changes', async () => {
  stage = await setStage({ limits: 'wide' });
  await stage.install(['chat:write', 'im:history']);
  await person().say('Hello?');
  const channel = stage.workspace.people[1]?.id ?? '';
  const { body } = await stage.call('chat.postMessage', { channel, text: 'Here' });
  await stage.call('chat.update', { channel: body.channel, ts: body.ts, text: 'There' });
  const told = (await stage.app.got('/slack/events', 3)).map(
    (each) => payloadOf(each).event as Record<string, unknown>,
  );
  expect(told).toContainEqual(expect.objectContaining({ channel_type: 'im', user: channel, text: 'Hello?' }));
  expect(told).toContainEqual(expect.objectContaining({ text: 'Here', bot_id: expect.stringMatching(/^B/) }));
  expect(told).toContainEqual(expect.objectContaining({ subtype: 'message_changed', hidden: true }));
});

test('events over the limit are left out for good, and the app hears so once a minute', async () => {
  stage = await setStage({ retryDelaysMs: [0, 0, 0] });
  await stage.install();
  await stage.client.setCondition({ kind: 'limit-events', deliveries: 3 });
  for (let event = 0; event < 2; event++) expect(await person().openHome()).toEqual({});
  stage.clock.advance(60_000);
  await person().openHome();
  await person().openHome();
  const what = (await stage.client.deliveries()).map((delivery) => delivery.what);
  expect(what).toEqual(['app_rate_limited', 'app_rate_limited', 'app_home_opened']);
  const [first] = (await stage.app.got('/slack/events', 1)).map(payloadOf);
  expect(first).toMatchObject({
    type: 'app_rate_limited',
    team_id: stage.workspace.id,
    minute_rate_limited: Date.parse('2026-03-02T09:00:00Z') / 1000,
  });
});

test('an app that is not installed hears of nothing', async () => {
  stage = await setStage();
  await expect(person().openHome()).rejects.toThrow('not installed');
  expect(await stage.client.publishEvent(stage.workspace.id, { type: 'team_rename' })).toEqual({});
});

test('the events address is verified by a challenge', async () => {
  stage = await setStage();
  stage.app.answer = (request, response) => {
    response.send(payloadOf(request).challenge);
  };
  expect(await stage.client.verifyUrl()).toEqual({ verified: true });
  stage.app.answer = (_request, response) => {
    response.end();
  };
  expect(await stage.client.verifyUrl()).toEqual({ verified: false });
});
