import { learningStarted, learningStopped, newId, userRemoved } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { pressable } from '../slack/testing/pressable.ts';
import { learning, lessonsIn, messagesIn, place, typesIn } from '../testing/learning.ts';

test('someone who presses Start is welcomed, and gets one lesson at once', async () => {
  const { start, assigned, learner } = await learning();
  const { outcome, published } = await start();
  expect(outcome).toEqual({ kind: 'done' });
  expect(typesIn(published)).toEqual(['home-changed', 'message-requested', 'message-requested']);
  const [welcome] = messagesIn(published);
  expect(welcome).toMatchObject({ whenUnknown: 'send-again', target: { kind: 'direct' } });
  expect(welcome?.content.text).toContain('Your first lesson follows in a moment.');

  const [lesson] = lessonsIn(published);
  expect(await assigned()).toMatchObject([
    {
      _id: lesson?.assignment,
      message: lesson?.message,
      slot: '2026-03-09',
      delivery: 'requested',
      lesson: 'names-said-right',
      decision: {
        policy: 'rules-1',
        reasons: [{ code: 'first-lesson' }],
        inputs: { mode: 'adaptive', level: 1, history: [] },
      },
    },
  ]);
  // Wednesday at ten, in Berlin.
  expect(await learner()).toMatchObject({
    status: 'active',
    assigned: 1,
    nextLessonAt: new Date('2026-03-11T09:00:00Z'),
  });
});

test('Start twice, by two clicks or by one event twice, does nothing twice', async () => {
  const { start, deliver, person, assigned } = await learning();
  const event = { ...person, id: newId('event'), data: {} };
  expect((await deliver(learningStarted, event)).outcome).toEqual({ kind: 'done' });
  expect(await deliver(learningStarted, event)).toMatchObject({ outcome: { kind: 'duplicate' }, published: [] });
  expect(await start()).toMatchObject({ outcome: { kind: 'skip', code: 'already-started' }, published: [] });
  expect(await assigned()).toHaveLength(1);
});

test('who stops and starts on one day is welcomed back, but gets the next lesson on another day', async () => {
  const { start, deliver, person, learner } = await learning();
  await start();
  await deliver(learningStopped, { ...person, data: {} });
  const { published } = await start();
  expect(lessonsIn(published)).toEqual([]);
  expect(messagesIn(published)).toHaveLength(1);
  expect(messagesIn(published)[0]?.content.text).toMatch(/^Welcome back\..*Your next lesson comes/);
  expect(await learner()).toMatchObject({ status: 'active', nextLessonAt: new Date('2026-03-11T09:00:00Z') });
});

test('who starts late on Friday gets a lesson at once, and the next one on Monday', async () => {
  const { start, learner } = await learning({ now: new Date('2026-03-13T22:30:00Z') });
  expect(lessonsIn((await start()).published)).toHaveLength(1);
  expect(await learner()).toMatchObject({ nextLessonAt: new Date('2026-03-16T09:00:00Z') });
});

test('someone we have not heard of can start; until their time zone is known it is UTC', async () => {
  const { start, learner } = await learning({ timezone: undefined });
  expect(lessonsIn((await start()).published)).toHaveLength(1);
  expect(await learner()).toMatchObject({ status: 'active', nextLessonAt: new Date('2026-03-11T10:00:00Z') });
});

test('nothing starts for someone who left', async () => {
  const { start, deliver, person } = await learning();
  await deliver(userRemoved, { ...person, data: { version: 2 } });
  expect(await start()).toMatchObject({ outcome: { kind: 'skip', code: 'person-removed' }, published: [] });
});

test('who starts again on another day is welcomed back, and gets the next lesson at once', async () => {
  const { start, deliver, person, setNow } = await learning();
  await start();
  await deliver(learningStopped, { ...person, data: {} });
  setNow(new Date('2026-03-20T09:00:00Z'));
  const { published } = await start();
  expect(messagesIn(published)[0]?.content.text).toContain('Your next lesson follows in a moment.');
  expect(lessonsIn(published)).toHaveLength(1);
});

const replaced = (published: Parameters<typeof messagesIn>[0]) =>
  messagesIn(published).flatMap(({ target, content }) =>
    target.kind === 'replace' ? [{ place: target.place, pressable: pressable(content.blocks) }] : [],
  );

test('the message whose Start was pressed says how things are, also when it is pressed again later', async () => {
  const { deliver, person } = await learning();
  const press = () => deliver(learningStarted, { ...person, data: { place } });
  const first = await press();
  expect(replaced(first.published)).toEqual([{ place, pressable: ['crescendo.stop'] }]);
  expect(messagesIn(first.published)).toHaveLength(3);

  const second = await press();
  expect(second.outcome).toEqual({ kind: 'skip', code: 'already-started' });
  expect(replaced(second.published)).toEqual([{ place, pressable: ['crescendo.stop'] }]);
  expect(messagesIn(second.published)).toHaveLength(1);
});

test('the message whose Stop was pressed is where the confirmation stands, also when it is pressed again later', async () => {
  const { start, deliver, person } = await learning();
  const press = () => deliver(learningStopped, { ...person, data: { place } });
  await start();
  for (const outcome of [{ kind: 'done' }, { kind: 'skip', code: 'not-learning' }]) {
    const { published, ...pressed } = await press();
    expect(pressed.outcome).toEqual(outcome);
    expect(replaced(published)).toEqual([{ place, pressable: ['crescendo.start'] }]);
    expect(messagesIn(published)).toHaveLength(1);
  }
});

test('to someone who left, an old button says nothing more', async () => {
  const { deliver, person } = await learning();
  await deliver(userRemoved, { ...person, data: { version: 2 } });
  for (const type of [learningStarted, learningStopped])
    expect((await deliver(type, { ...person, data: { place } })).published).toEqual([]);
});
