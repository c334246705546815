import { testService } from '@crescendo/chassis-testing';
import { assignmentValue, erasureStepRequested, newId, slackActions, slackReceived } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { ingestion } from './service.ts';

const start = new Date('2026-03-02T09:00:00.001Z');
const at = (ms: number) => new Date(start.getTime() + ms);
const slackUser = 'UCANARY';
const assignment = newId('assignment');

async function someone() {
  const definition = ingestion({ GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 });
  const service = await testService(definition, { now: start });
  const { deliver, keyring } = service;
  const tenant = newId('tenant');
  const [key = ''] = await keyring.hash(tenant, [slackUser]);
  const press = (action: string, time: Date, value?: string) =>
    deliver(slackReceived, {
      tenant,
      key,
      time,
      data: { traffic: { kind: 'action', slackUser, action, ...(value && { value }) } },
    });
  const rate = (time: Date) => press(`${slackActions.rate}.helpful`, time, assignmentValue(assignment, 'helpful'));
  const takeBack = (time: Date) => press(slackActions.withdrawFeedback, time);
  return { ...service, tenant, press, rate, takeBack };
}

test('what a person does has the time of their act, wherever it is heard of', async () => {
  const { press } = await someone();
  const { published } = await press(slackActions.start, at(7));
  expect(published).toMatchObject([{ type: 'learning-started', time: at(7) }]);
});

test('feedback from before all was taken back, which arrives after that, goes no further', async () => {
  const { rate, takeBack, withdrawKey, tenant } = await someone();
  const { published } = await takeBack(at(10));
  expect(published).toMatchObject([{ type: 'consent-withdrawn', data: { category: 'feedback' } }]);
  expect(published[0]?.data).not.toHaveProperty('givenSince');
  expect(await rate(at(9))).toMatchObject({ outcome: { kind: 'skip', code: 'older-than-known' }, published: [] });
  withdrawKey({ tenant, user: published[0]?.user ?? '', category: 'feedback' });
  expect((await rate(at(11))).published).toMatchObject([{ type: 'feedback-given' }]);
});

test('what is taken back after something newer was said leaves the key to that', async () => {
  const { rate, takeBack } = await someone();
  await rate(at(11));
  expect((await takeBack(at(10))).published).toMatchObject([
    { type: 'consent-withdrawn', data: { category: 'feedback', givenSince: true } },
  ]);
  expect((await takeBack(at(9))).outcome).toEqual({ kind: 'skip', code: 'older-than-known' });
  expect((await rate(at(12))).outcome, 'the key is as it was').toEqual({ kind: 'done' });
});

test('feedback waits until the key of before is destroyed, and has the next', async () => {
  const { rate, takeBack, withdrawKey, tenant, metrics, keyring } = await someone();
  const [withdrawn] = (await takeBack(at(10))).published;
  const key = { tenant, user: withdrawn?.user ?? '', category: 'feedback' } as const;
  await keyring.prefetch([key]); // a process that has sealed something before holds the key
  const waits = async () => (await metrics.retries.get()).values.length;
  const rated = rate(at(11));
  await expect.poll(waits).toBe(1);

  withdrawKey(key);
  expect((await rated).published).toMatchObject([{ type: 'feedback-given', data: { rating: 'helpful' } }]);
});

test('what someone did before they were erased is not done by whom they began anew as', async () => {
  const { press, deliver, tenant } = await someone();
  const [first] = (await press(slackActions.start, at(1))).published;
  const erasure = { erasure: newId('erasure'), scope: 'person', step: 'fence' } as const;
  await deliver(erasureStepRequested, { tenant, user: first?.user ?? '', key: tenant, time: at(2), data: erasure });
  const [anew] = (await press(slackActions.start, at(60_000))).published;
  expect(anew?.user).not.toBe(first?.user);

  const late = await press(slackActions.eraseMe, at(1_500));
  expect(late).toMatchObject({ outcome: { kind: 'skip', code: 'before-they-began-anew' }, published: [] });
  expect((await press(slackActions.eraseMe, at(61_000))).published).toMatchObject([
    { type: 'erasure-asked', user: anew?.user, data: { why: 'asked', at: at(61_000).getTime() } },
  ]);
});
