import { consentWithdrawn, feedbackGiven } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, typesIn } from '../testing/learning.ts';

async function rated() {
  const world = await learning();
  const { start, answer, deliver, person, ask } = world;
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  await answer(id, 'right');
  const feedback = { assignment: id, rating: 'too-easy' as const, comment: 'More of this, please' };
  await deliver(feedbackGiven, { ...person, data: feedback });
  const next = lessonsIn((await ask()).published)[0]?.assignment ?? '';
  const withdraw = () => deliver(consentWithdrawn, { ...person, data: { category: 'feedback' } });
  return { ...world, id, next, withdraw };
}

test('feedback that is taken back is forgotten, also where a later lesson was chosen by it', async () => {
  const { id, next, withdraw, assignment, home } = await rated();
  expect(JSON.stringify((await assignment(next)).decision)).toContain('too easy');
  expect((await home()).pressable).toContain('crescendo.withdraw-feedback');

  const { published } = await withdraw();
  expect(typesIn(published)).toEqual(['home-changed']);
  const kept = await assignment(id);
  expect(kept).not.toHaveProperty('rating');
  expect(kept).not.toHaveProperty('comment');
  expect(kept).toMatchObject({ answer: { correct: true } });
  const { decision } = await assignment(next);
  expect(JSON.stringify(decision)).not.toMatch(/too[ -]easy/);
  expect(decision.reasons.map(({ code }) => code)).toContain('feedback-withdrawn');
  expect((await home()).pressable).not.toContain('crescendo.withdraw-feedback');
});

test('feedback that is given later is kept as before', async () => {
  const { next, withdraw, deliver, person, assignment, home } = await rated();
  await withdraw();
  await deliver(feedbackGiven, { ...person, data: { assignment: next, rating: 'helpful' } });
  expect(await assignment(next)).toMatchObject({ rating: 'helpful' });
  expect((await home()).pressable).toContain('crescendo.withdraw-feedback');
});

test('a rating whose key is gone counts as none: lessons go on', async () => {
  const { person, destroyKey, ask, answer, next } = await rated();
  destroyKey({ ...person, category: 'feedback' });
  expect((await answer(next, 'right')).outcome).toEqual({ kind: 'done' });
  expect(lessonsIn((await ask()).published)).toHaveLength(1);
});
