import { learningStarted, learningStopped, newId, userRemoved } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, messagesIn, typesIn } from '../testing/learning.ts';

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

test('who stops and starts on one day is welcomed again, but gets the next lesson on another day', async () => {
  const { start, deliver, person, learner } = await learning();
  await start();
  await deliver(learningStopped, { ...person, data: {} });
  const { published } = await start();
  expect(lessonsIn(published)).toEqual([]);
  expect(messagesIn(published)[0]?.content.text).toContain('Your first lesson comes');
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
