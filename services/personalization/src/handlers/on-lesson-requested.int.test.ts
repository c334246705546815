import { lessonRequested, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, messagesIn, typesIn } from '../testing/learning.ts';

test('who asks gets the next lesson now, once for each time they ask, and the schedule stays', async () => {
  const { start, deliver, person, assigned, learner, setNow } = await learning();
  await start();
  const before = await learner();
  for (const minute of [31, 32, 33]) {
    setNow(new Date(`2026-03-09T21:${minute}:00Z`)); // outside working hours, and more than a week's lessons
    const event = { ...person, id: newId('event'), data: {} };
    const { published } = await deliver(lessonRequested, event);
    expect(typesIn(published)).toEqual(['home-changed', 'message-requested']);
    expect(lessonsIn(published)).toHaveLength(1);
    expect((await assigned()).at(-1)?.slot).toBe(event.id);
    expect((await deliver(lessonRequested, event)).outcome).toEqual({ kind: 'duplicate' });
  }
  const lessons = (await assigned()).map(({ lesson }) => lesson);
  expect(new Set(lessons).size).toBe(4);
  expect(await learner()).toMatchObject({ nextLessonAt: before?.nextLessonAt, assigned: 4 });
});

test('who is not learning gets nothing, and App Home is shown as it should be', async () => {
  const { ask } = await learning();
  const { outcome, published } = await ask();
  expect(outcome).toEqual({ kind: 'skip', code: 'not-learning' });
  expect(typesIn(published)).toEqual(['home-changed']);
});

test('who asks when nothing is left is told so, and nothing is planned any more', async () => {
  const { start, ask, answer, learner, home, sentAt } = await learning({ lessons: 1 });
  const [first] = lessonsIn((await start()).published);
  await answer(first?.assignment ?? '', 'right');
  const { published } = await ask();
  expect(lessonsIn(published)).toEqual([]);
  expect(messagesIn(published)[0]?.content.text).toContain('You have had every lesson there is');
  expect(await learner()).toMatchObject({ finishedWith: 1 });
  expect(await learner()).not.toHaveProperty('nextLessonAt');
  expect((await home()).text).toContain('You have had every lesson there is for now');
  expect(await sentAt('2026-03-11T09:00:00Z')).toEqual([]);
});

test('a lesson that did not arrive is sent once more, and only while that is so', async () => {
  const { start, ask, outcome, assigned } = await learning();
  const [lost] = lessonsIn((await start()).published);
  await outcome(lost?.message ?? '', 'failed', 'channel_not_found');

  const { published } = await ask(lost?.assignment);
  const [again] = lessonsIn(published);
  expect(again?.assignment).toBe(lost?.assignment);
  expect(again?.message).not.toBe(lost?.message);
  expect(again?.text).toBe(lost?.text);
  expect(await assigned()).toMatchObject([{ delivery: 'requested', message: again?.message }]);
  expect((await assigned())[0]).not.toHaveProperty('reason');

  const twice = await ask(lost?.assignment);
  expect(twice.outcome).toEqual({ kind: 'skip', code: 'not-undelivered' });
  expect(lessonsIn(twice.published)).toEqual([]);
});

test('a lesson of nobody, or of someone else, is not sent again', async () => {
  const { start, ask } = await learning();
  await start();
  const { outcome, published } = await ask(newId('assignment'));
  expect(outcome).toEqual({ kind: 'skip', code: 'assignment-unknown' });
  expect(lessonsIn(published)).toEqual([]);
  expect(messagesIn(published)[0]?.content.text).toContain('This lesson is no longer available');
});
