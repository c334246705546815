import { learningStarted, learningStopped, messagesOpened, messageTyped, userRemoved } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { pressable } from '../slack/testing/pressable.ts';
import { learning, messagesIn } from '../testing/learning.ts';

async function visitor(world: Parameters<typeof learning>[0] = {}) {
  const learner = await learning(world);
  const { deliver, person } = learner;
  const opens = async () => messagesIn((await deliver(messagesOpened, { ...person, data: {} })).published);
  const types = async () => messagesIn((await deliver(messageTyped, { ...person, data: {} })).published);
  return { ...learner, opens, types };
}

test('whoever opens the conversation for the first time is told what this is, once ever', async () => {
  const { opens, setNow, learner } = await visitor();
  const [introduction, ...more] = await opens();
  expect(more).toEqual([]);
  expect(introduction).toMatchObject({ whenUnknown: 'give-up', target: { kind: 'direct' } });
  expect(pressable(introduction?.content.blocks ?? [])).toEqual(['crescendo.start']);
  expect(await learner()).toMatchObject({ status: 'known' });

  setNow(new Date('2027-03-09T09:30:00Z'));
  expect(await opens()).toEqual([]);
});

test('someone we have not heard of is told as well', async () => {
  const { opens } = await visitor({ timezone: undefined });
  expect(await opens()).toHaveLength(1);
});

test('nobody is told who learns, has stopped, or has left', async () => {
  const { opens, deliver, person } = await visitor();
  await deliver(learningStarted, { ...person, data: {} });
  expect(await opens()).toEqual([]);
  await deliver(learningStopped, { ...person, data: {} });
  expect(await opens()).toEqual([]);
  await deliver(userRemoved, { ...person, data: { version: 2 } });
  expect(await opens()).toEqual([]);
});

test('what is written to the app is answered once an hour', async () => {
  const { types, setNow } = await visitor();
  const [reply] = await types();
  expect(reply).toMatchObject({ whenUnknown: 'give-up', target: { kind: 'direct' } });
  expect(reply?.content.text).toContain('Nobody reads what is written here');
  setNow(new Date('2026-03-09T10:29:59Z'));
  expect(await types()).toEqual([]);
  setNow(new Date('2026-03-09T10:30:00Z'));
  expect(await types()).toHaveLength(1);
});

test('whoever wrote before they started has read what this is', async () => {
  const { types, opens } = await visitor();
  await types();
  expect(await opens()).toEqual([]);
});

test('the answer is by where they stand, and someone who left gets none', async () => {
  const { types, deliver, person, setNow } = await visitor();
  await deliver(learningStarted, { ...person, data: {} });
  const [active] = await types();
  expect(pressable(active?.content.blocks ?? [])).toEqual(['crescendo.more', 'crescendo.stop']);
  await deliver(learningStopped, { ...person, data: {} });
  setNow(new Date('2026-03-09T11:30:00Z'));
  const [stopped] = await types();
  expect(pressable(stopped?.content.blocks ?? [])).toEqual(['crescendo.start']);
  await deliver(userRemoved, { ...person, data: { version: 2 } });
  setNow(new Date('2026-03-09T13:30:00Z'));
  expect(await types()).toEqual([]);
});
