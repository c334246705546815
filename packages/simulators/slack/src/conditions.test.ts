import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ limits: 'wide' });
  await stage.install();
});
afterEach(() => stage.stop());

const amara = () => stage.workspace.people[1]?.id ?? '';

test.each([
  ['dropped', 'fetch failed'],
  ['cut-off', 'terminated'],
  ['server-error', 'not valid JSON'],
] as const)('an answer that is %s: the message is posted, and the caller never learns of it', async (how, seen) => {
  await stage.client.setCondition({ kind: 'lose-answers', method: 'chat.postMessage', how, calls: 1 });
  await expect(stage.call('chat.postMessage', { channel: amara(), text: 'Lost' })).rejects.toThrow(seen);
  const { messages } = await stage.client.as(stage.workspace.id, amara()).surface();
  expect(messages.map((message) => message.text)).toEqual(['Lost']);
  expect((await stage.call('chat.postMessage', { channel: amara(), text: 'Heard' })).body.ok).toBe(true);
});

test('a call that the limits turn away is told so, and the answer to the next is lost', async () => {
  const lost = { kind: 'lose-answers', method: 'chat.postMessage', how: 'server-error', calls: 1 } as const;
  await stage.client.setCondition({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds: 1, calls: 1 });
  await stage.client.setCondition(lost);
  const post = () => stage.call('chat.postMessage', { channel: amara(), text: 'Lost' });
  expect(await post()).toMatchObject({ status: 429 });
  await expect(post()).rejects.toThrow('not valid JSON');
  const { messages } = await stage.client.as(stage.workspace.id, amara()).surface();
  expect(messages.map((message) => message.text)).toEqual(['Lost']);
});

test('429 on request: for that method, for so many calls, with that Retry-After', async () => {
  await stage.client.setCondition({ kind: 'rate-limit', method: 'users.info', retryAfterSeconds: 7, calls: 2 });
  const refused = { status: 429, retryAfter: '7' };
  expect(await stage.call('users.info', { user: amara() })).toMatchObject(refused);
  expect((await stage.call('auth.test')).status).toBe(200);
  expect(await stage.call('users.info', { user: amara() })).toMatchObject(refused);
  expect((await stage.call('users.info', { user: amara() })).status).toBe(200);
  expect(await stage.client.conditions()).toEqual([]);
});

test.each([
  [null, null],
  ['-5', '-5'],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT'],
])('429 with a Retry-After that Slack should not send: %j', async (retryAfterSeconds, sent) => {
  await stage.client.setCondition({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds, calls: 1 });
  const refused = await stage.call('chat.postMessage', { channel: amara(), text: 'Refused' });
  expect(refused).toMatchObject({ status: 429, retryAfter: sent });
  expect((await stage.client.as(stage.workspace.id, amara()).surface()).messages).toEqual([]);
});

test('slow on request, until it is cleared', async () => {
  await stage.client.setCondition({ kind: 'slow', milliseconds: 150 });
  const startedAt = performance.now();
  await stage.call('auth.test');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);
  await stage.client.clearConditions();
  expect(await stage.client.conditions()).toEqual([]);
});

test('late on request: what is asked for is done only after that time', async () => {
  const startedAt = performance.now();
  await stage.client.setCondition({ kind: 'late', method: 'views.publish', milliseconds: 150 });
  const view = { type: 'home', blocks: [] };
  const shown = stage.client.as(stage.workspace.id, amara()).until('the Home', ({ home }) => home !== undefined);
  await stage.call('views.publish', { user_id: amara(), view });
  await shown.finally(() => expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145));
});

test('a condition of one workspace leaves the others alone', async () => {
  await stage.client.setCondition({ kind: 'fail', method: '*', calls: 1, teamId: 'T0ELSEWHERE' });
  expect((await stage.call('auth.test')).body.ok).toBe(true);
});

test('a dropped interaction never arrives, and the person sees a warning', async () => {
  await stage.client.setCondition({ kind: 'drop-deliveries', deliveries: 1 });
  const outcome = await stage.client.as(stage.workspace.id, amara()).say('/crescendo help');
  expect(outcome).toMatchObject({ ok: false, warning: '/crescendo failed with the error “dispatch_failed”' });
  expect(stage.app.received).toEqual([]);
});
