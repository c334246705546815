import { afterEach, expect, test } from 'vitest';
import { type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
afterEach(() => stage.stop());

test('the 21st users.list in a minute gets 429 and is told how long to wait', async () => {
  stage = await setStage();
  await stage.install();
  for (let call = 0; call < 20; call += 1) expect((await stage.call('users.list')).status).toBe(200);
  stage.clock.advance(10_000);
  const refused = await stage.call('users.list');
  expect(refused).toEqual({ status: 429, retryAfter: '50', body: { ok: false, error: 'ratelimited' } });
  expect((await stage.call('users.info', { user: 'USLACKBOT' })).status).toBe(200);
  stage.clock.advance(50_000);
  expect((await stage.call('users.list')).status).toBe(200);
});

test('one conversation takes one message a second, another one is not held up by it', async () => {
  stage = await setStage();
  await stage.install();
  const [renata, amara] = stage.workspace.people.map((person) => person.id);
  expect((await stage.call('chat.postMessage', { channel: renata, text: 'One' })).status).toBe(200);
  expect(await stage.call('chat.postMessage', { channel: renata, text: 'Two' })).toMatchObject({
    status: 429,
    retryAfter: '1',
  });
  const conversation = await stage.call('conversations.open', { users: renata, return_im: true });
  const { id: channel } = conversation.body.channel as { id: string };
  expect((await stage.call('chat.postMessage', { channel, text: 'Two' })).status).toBe(429);
  expect((await stage.call('chat.postMessage', { channel: amara, text: 'One' })).status).toBe(200);
  stage.clock.advance(1_000);
  expect((await stage.call('chat.postMessage', { channel: renata, text: 'Two' })).status).toBe(200);
});

test('wide limits are a hundred times as wide', async () => {
  stage = await setStage({ limits: 'wide' });
  await stage.install();
  const [renata] = stage.workspace.people.map((person) => person.id);
  for (let call = 0; call < 100; call += 1) {
    expect((await stage.call('chat.postMessage', { channel: renata, text: 'Hello' })).status).toBe(200);
  }
  expect((await stage.call('chat.postMessage', { channel: renata, text: 'Hello' })).status).toBe(429);
});
