import { erasureStepRequested, learningStarted, newId, userSynced } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learners } from '../learners.ts';
import { learning, lessonsIn, messagesIn } from '../testing/learning.ts';

test('three lessons a week, each at ten in the person’s day, through the change of clocks', async () => {
  // Monday, 23 March 2026; summer time begins on Sunday the 29th.
  const { start, sentAt, assigned } = await learning({ now: new Date('2026-03-23T07:00:00Z') });
  await start();
  expect(await sentAt('2026-03-25T08:59:59Z')).toEqual([]);
  expect(lessonsIn(await sentAt('2026-03-25T09:00:00Z'))).toHaveLength(1);
  expect(await sentAt('2026-03-25T09:00:05Z')).toEqual([]);
  expect(await sentAt('2026-03-26T12:00:00Z')).toEqual([]);
  expect(lessonsIn(await sentAt('2026-03-27T09:00:00Z'))).toHaveLength(1);
  expect(await sentAt('2026-03-29T09:00:00Z')).toEqual([]);
  expect(await sentAt('2026-03-30T07:59:59Z')).toEqual([]);
  expect(lessonsIn(await sentAt('2026-03-30T08:00:00Z'))).toHaveLength(1);
  expect((await assigned()).map(({ slot }) => slot)).toEqual(['2026-03-23', '2026-03-25', '2026-03-27', '2026-03-30']);
});

test('the schedule is the person’s own, on the other side of the date line too', async () => {
  const { start, sentAt, assigned } = await learning({
    timezone: 'Pacific/Auckland',
    now: new Date('2026-03-08T21:00:00Z'),
  });
  await start();
  expect(await sentAt('2026-03-10T20:59:00Z')).toEqual([]);
  expect(lessonsIn(await sentAt('2026-03-10T21:00:00Z'))).toHaveLength(1);
  expect((await assigned()).map(({ slot }) => slot)).toEqual(['2026-03-09', '2026-03-11']);
});

test('after a downtime of a week comes one lesson, and not in the night', async () => {
  const { start, sentAt, learner } = await learning();
  await start();
  expect(await sentAt('2026-03-17T02:00:00Z')).toEqual([]);
  expect(await learner()).toMatchObject({ nextLessonAt: new Date('2026-03-17T09:00:00Z') });
  expect(lessonsIn(await sentAt('2026-03-17T15:30:00Z'))).toHaveLength(1);
  expect(await sentAt('2026-03-17T15:31:00Z')).toEqual([]);
  expect(await learner()).toMatchObject({ nextLessonAt: new Date('2026-03-19T09:00:00Z') });
});

test('lessons that a person asked for do not take the place of scheduled ones', async () => {
  const { start, ask, sentAt, setNow } = await learning();
  await start();
  for (const day of ['09', '10', '11']) {
    setNow(new Date(`2026-03-${day}T08:00:00Z`));
    await ask();
  }
  expect(lessonsIn(await sentAt('2026-03-11T09:00:00Z'))).toHaveLength(1);
});

test('when nothing is left the person is told so once, and hears again when there are new lessons', async () => {
  const { start, answer, sentAt, learner, runJob, catalogue, context, person } = await learning({ lessons: 1 });
  const [only] = lessonsIn((await start()).published);
  await answer(only?.assignment ?? '', 'right');
  const told = await sentAt('2026-03-11T09:00:00Z');
  expect(messagesIn(told)).toMatchObject([{ whenUnknown: 'send-again' }]);
  expect(messagesIn(told)[0]?.content.text).toContain('You have had every lesson there is');
  expect(await learner()).not.toHaveProperty('nextLessonAt');
  expect(await sentAt('2026-03-13T09:00:00Z')).toEqual([]);

  await runJob('offer-new-lessons');
  expect(await learner()).toMatchObject({ finishedWith: catalogue.lessons.length });
  await context.model(learners).updateOne({ _id: person.user }, { $set: { finishedWith: 0 } });
  await runJob('offer-new-lessons');
  expect(await learner()).toMatchObject({ nextLessonAt: new Date('2026-03-13T09:00:00Z') });
});

test('a learner for whom it cannot be done is tried again later, and nobody waits behind them', async () => {
  const { start, sentAt, deliver, person, context } = await learning();
  await start();
  const other = { ...person, user: newId('user') };
  await deliver(userSynced, { ...other, data: { version: 1, timezone: 'Europe/Berlin', locale: 'de-DE' } });
  await deliver(learningStarted, { ...other, data: {} });
  const rows = context.model(learners);
  const [mine, theirs] = [await rows.findById(person.user).lean(), await rows.findById(other.user).lean()];
  // A value sealed for another person opens for nobody else.
  await rows.updateOne({ _id: person.user }, { $set: { timezone: theirs?.timezone } });
  expect((await sentAt('2026-03-11T09:00:00Z')).map(({ user }) => user)).toEqual([other.user]);
  expect(await sentAt('2026-03-11T09:00:00.500Z')).toEqual([]);
  await rows.updateOne({ _id: person.user }, { $set: { timezone: mine?.timezone } });
  expect((await sentAt('2026-03-11T09:01:00Z')).map(({ user }) => user)).toEqual([person.user]);
});

test('a lesson asked for while the scheduled one is sent is another lesson', async () => {
  const { start, ask, assigned, runJob, setNow } = await learning();
  await start();
  for (const day of ['11', '13', '16', '18']) {
    setNow(new Date(`2026-03-${day}T09:00:00Z`));
    await Promise.all([runJob('send-due-lessons'), ask()]);
  }
  const lessons = (await assigned()).map(({ lesson }) => lesson);
  expect(lessons).toHaveLength(9);
  expect(new Set(lessons).size).toBe(9);
});

test('of a customer who left nothing is sent while they may come back, and what was due comes when they do', async () => {
  const { start, sentAt, learner, deliver, person, context } = await learning();
  const step = (name: 'hold' | 'release') =>
    deliver(erasureStepRequested, {
      tenant: person.tenant,
      data: { erasure: newId('erasure'), scope: 'tenant', step: name },
    });
  await start();
  const planned = (await learner())?.nextLessonAt;
  await step('hold');
  expect(lessonsIn(await sentAt('2026-03-17T09:30:00Z'))).toEqual([]);
  expect((await learner())?.nextLessonAt).toEqual(planned);
  await step('release');
  await context.transact({ tenant: newId('tenant') }, async () => {}); // like any next unit of work, it reads the fences
  expect(lessonsIn(await sentAt('2026-03-17T09:31:00Z'))).toHaveLength(1);
});

test('to a person who is being erased nothing is sent, and nobody is told of a failure', async () => {
  const { start, sentAt, deliver, person, metrics } = await learning();
  await start();
  const data = { erasure: newId('erasure'), scope: 'person' as const, step: 'fence' as const };
  await deliver(erasureStepRequested, { ...person, key: person.tenant, data });
  expect(lessonsIn(await sentAt('2026-03-17T09:30:00Z'))).toEqual([]);
  expect(await metrics.registry.getSingleMetricAsString('crescendo_job_rows_failing')).toMatch(/ 0$/m);
});
