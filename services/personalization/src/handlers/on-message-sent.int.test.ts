import { newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, place, typesIn } from '../testing/learning.ts';

test('a lesson that was sent is remembered with its place, and waits in App Home', async () => {
  const { start, outcome, assignment, home } = await learning();
  const [lesson] = lessonsIn((await start()).published);
  expect((await home()).text).toContain('is on its way to you');
  const { published } = await outcome(lesson?.message ?? '', 'sent');
  expect(typesIn(published)).toEqual(['home-changed']);
  expect(await assignment(lesson?.assignment ?? '')).toMatchObject({ delivery: 'sent', place });
  expect((await home()).text).toContain('is waiting for you in the Messages tab');
});

test.each([
  ['unknown', undefined, "We don't know whether this lesson reached you"],
  ['failed', 'channel_not_found', 'This lesson could not be delivered'],
] as const)(
  'a lesson whose sending is %s is shown as such in App Home, and offered again',
  async (state, reason, text) => {
    const { start, outcome, ask, assignment, home } = await learning();
    const [lesson] = lessonsIn((await start()).published);
    const id = lesson?.assignment ?? '';
    const { published } = await outcome(lesson?.message ?? '', state, reason);
    expect(typesIn(published)).toEqual(['home-changed']);
    expect(await assignment(id)).toMatchObject({ delivery: state, ...(reason && { reason }) });
    const shown = await home();
    expect(shown.text).toContain(text);
    expect(shown.pressable).toContain(`crescendo.again = ${id}`);

    const [again] = lessonsIn((await ask(id)).published);
    expect((await home()).text).toContain('is on its way to you');
    await outcome(again?.message ?? '', 'sent');
    expect(await assignment(id)).toMatchObject({ delivery: 'sent', place });
    expect((await home()).pressable).not.toContain(`crescendo.again = ${id}`);
  },
);

test('who answers has the lesson, even if its sending is told to be unknown later', async () => {
  const { start, outcome, answer, assignment } = await learning();
  const [lesson] = lessonsIn((await start()).published);
  await answer(lesson?.assignment ?? '', 'right');
  const late = await outcome(lesson?.message ?? '', 'unknown');
  expect(late).toMatchObject({ outcome: { kind: 'skip', code: 'outcome-known' }, published: [] });
  expect(await assignment(lesson?.assignment ?? '')).toMatchObject({ delivery: 'sent' });
});

test('what became of other messages changes nothing', async () => {
  const { outcome } = await learning();
  const welcome = await outcome(newId('message'), 'sent');
  expect(welcome).toMatchObject({ outcome: { kind: 'skip', code: 'not-a-lesson' }, published: [] });
});
