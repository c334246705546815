import { feedbackGiven, selectionModeChosen } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, typesIn } from '../testing/learning.ts';

test('who objects gets the path that is the same for all, whose decisions hold nothing they answered', async () => {
  const { start, answer, ask, deliver, person, assigned, assignment, home, setNow } = await learning();
  const [first] = lessonsIn((await start()).published);
  await answer(first?.assignment ?? '', 'wrong');
  await deliver(feedbackGiven, { ...person, data: { assignment: first?.assignment ?? '', rating: 'too-hard' } });
  const { published } = await deliver(selectionModeChosen, { ...person, data: { mode: 'same-for-all' } });
  expect(typesIn(published)).toEqual(['home-changed']);

  setNow(new Date('2026-03-09T09:40:00Z'));
  const [second] = lessonsIn((await ask()).published);
  const { lesson, decision } = await assignment(second?.assignment ?? '');
  expect(lesson.id).toBe('agenda-in-advance');
  expect(decision.inputs).toEqual({ mode: 'same-for-all', sent: ['names-said-right'] });
  expect(decision.reasons).toMatchObject([{ code: 'fixed-order' }]);
  expect(JSON.stringify(decision)).not.toMatch(/wrong|too-hard/);

  const shown = await home();
  expect(shown.pressable).toContain('crescendo.mode = adaptive');
  await deliver(selectionModeChosen, { ...person, data: { mode: 'adaptive' } });
  setNow(new Date('2026-03-09T09:45:00Z'));
  await ask();
  expect((await assigned()).at(-1)?.decision.inputs).toMatchObject({
    mode: 'adaptive',
    history: [{ answer: 'wrong' }, {}],
  });
});

test('the choice is kept sealed, also of someone we have not heard of, and choosing it again changes nothing', async () => {
  const { deliver, person, learner } = await learning({ timezone: undefined });
  const choose = () => deliver(selectionModeChosen, { ...person, data: { mode: 'same-for-all' } });
  expect((await choose()).outcome).toEqual({ kind: 'done' });
  const kept = await learner();
  expect(kept).toMatchObject({ status: 'known', mode: expect.stringMatching(/^ey/) });
  expect((await choose()).outcome).toEqual({ kind: 'skip', code: 'mode-unchanged' });
  expect(await learner()).toEqual(kept);
});
