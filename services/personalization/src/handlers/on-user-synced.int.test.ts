import { learningStarted, userRemoved, userSynced } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learners } from '../learners.ts';
import { learning, lessonsIn } from '../testing/learning.ts';

const told = (version: number, timezone: string) => ({ version, timezone, locale: 'en-GB' });

test('the newer state wins: one that comes late changes nothing', async () => {
  const { deliver, person, learner, context } = await learning();
  await deliver(userSynced, { ...person, data: told(7, 'Asia/Tokyo') });
  const late = await deliver(userSynced, { ...person, data: told(6, 'America/New_York') });
  expect(late.outcome).toEqual({ kind: 'skip', code: 'stale' });
  const row = await learner();
  const [clear] = await context.open(learners, row ? [row] : [], ['timezone', 'locale']);
  expect(clear).toMatchObject({ version: 7, timezone: 'Asia/Tokyo', locale: 'en-GB', status: 'known' });
  expect(row?.timezone).toMatch(/^ey/); // sealed at rest
});

test('who moves gets the next lesson at ten where they are now', async () => {
  const { start, deliver, person, learner } = await learning();
  await start();
  await deliver(userSynced, { ...person, data: told(2, 'America/New_York') });
  expect(await learner()).toMatchObject({ status: 'active', nextLessonAt: new Date('2026-03-11T14:00:00Z') });
});

test('news that leave the time zone as it was leave the next lesson as it was', async () => {
  const { start, deliver, person, learner, setNow } = await learning();
  await start();
  setNow(new Date('2026-03-12T12:00:00Z'));
  await deliver(userSynced, { ...person, data: told(2, 'Europe/Berlin') });
  expect(await learner()).toMatchObject({ nextLessonAt: new Date('2026-03-11T09:00:00Z') });
});

test('who started before we had heard of them is completed, and keeps learning', async () => {
  const { deliver, person, learner } = await learning({ timezone: undefined });
  const started = await deliver(learningStarted, { ...person, data: {} });
  expect(lessonsIn(started.published)).toHaveLength(1);
  await deliver(userSynced, { ...person, data: told(1, 'Asia/Tokyo') });
  expect(await learner()).toMatchObject({ status: 'active', nextLessonAt: new Date('2026-03-11T01:00:00Z') });
});

test('who left is forgotten but for what they learned, and has to press Start again when they come back', async () => {
  const { start, deliver, person, learner, sentAt, home } = await learning();
  await start();
  await deliver(userRemoved, { ...person, data: { version: 5 } });
  const gone = await learner();
  expect(gone).toMatchObject({ status: 'removed', version: 5 });
  for (const field of ['timezone', 'locale', 'nextLessonAt']) expect(gone).not.toHaveProperty(field);
  expect(await sentAt('2026-03-11T09:00:00Z')).toEqual([]);

  const late = await deliver(userSynced, { ...person, data: told(4, 'Europe/Berlin') });
  expect(late.outcome).toEqual({ kind: 'skip', code: 'stale' });
  await deliver(userSynced, { ...person, data: told(6, 'Europe/Berlin') });
  expect(await learner()).toMatchObject({ status: 'known', version: 6 });
  expect((await home()).pressable).toEqual(['crescendo.start']);
});

test('a removal that is older than what we know changes nothing', async () => {
  const { start, deliver, person, learner } = await learning();
  await start();
  const late = await deliver(userRemoved, { ...person, data: { version: 0 } });
  expect(late.outcome).toEqual({ kind: 'skip', code: 'stale' });
  expect(await learner()).toMatchObject({ status: 'active' });
});
