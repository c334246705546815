import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadOf } from '../testing/app-under-test.ts';
import { SIGNING_SECRET, type Stage, setStage } from '../testing/stage.ts';
import { sign } from './signature.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await stage.install();
});
afterEach(() => stage.stop());

async function firstDelivery(): Promise<string> {
  await stage.client.as(stage.workspace.id, stage.workspace.people[1]?.id ?? '').openHome();
  return (await stage.client.deliveries())[0]?.id ?? '';
}

test('a replay is the same to the byte, timestamp and signature included', async () => {
  const id = await firstDelivery();
  stage.clock.advance(1_000);
  await stage.client.replay(id);
  const [first, second] = await stage.app.got('/slack/events', 2);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
});

test('a forged one is like a former delivery but for what is said', async () => {
  const like = await firstDelivery();
  await stage.client.forge({ like, overrides: { team_id: 'T0NOBODY', event: { tab: 'messages' } } });
  const forged = (await stage.app.got('/slack/events', 2))[1];
  expect(forged && payloadOf(forged)).toMatchObject({
    team_id: 'T0NOBODY',
    event: { type: 'app_home_opened', tab: 'messages' },
  });
});

test('stale, wrongly signed and unsigned requests can be sent', async () => {
  const body = '{"type":"event_callback"}';
  await stage.client.forge({ path: 'events', body, timestampOffsetSeconds: -301 });
  await stage.client.forge({ path: 'events', body, signature: 'wrong' });
  await stage.client.forge({ path: 'events', body, signature: 'missing' });
  const [stale, wrong, unsigned] = (await stage.app.got('/slack/events', 3)).map(({ headers }) => headers);
  const timestamp = String(stage.clock.now() / 1000 - 301);
  expect(stale).toMatchObject({
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(SIGNING_SECRET, timestamp, body),
  });
  expect(wrong?.['x-slack-signature']).not.toBe(sign(SIGNING_SECRET, String(stage.clock.now() / 1000), body));
  expect(unsigned).not.toHaveProperty('x-slack-signature');
});
