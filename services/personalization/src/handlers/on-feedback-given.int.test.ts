import { feedbackGiven, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, messagesIn, place } from '../testing/learning.ts';

test('a rating and a comment are kept, and the message says thank you', async () => {
  const { start, answer, deliver, person, assignment } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  await answer(id, 'right');

  const rated = await deliver(feedbackGiven, { ...person, data: { assignment: id, rating: 'too-easy' } });
  const [message] = messagesIn(rated.published);
  expect(message).toMatchObject({ whenUnknown: 'send-again', target: { kind: 'replace', place } });
  expect(JSON.stringify(message?.content.blocks)).toContain('You said: Too easy.');

  const comment = 'More of this, please';
  const commented = await deliver(feedbackGiven, { ...person, data: { assignment: id, comment } });
  const text = JSON.stringify(messagesIn(commented.published)[0]?.content.blocks);
  expect(text).toContain('You said: Too easy. Your comment has arrived.');
  expect(text).not.toContain(comment);
  expect(await assignment(id)).toMatchObject({ rating: 'too-easy', comment });
});

test('who finds a lesson too easy gets a harder one next', async () => {
  const { start, answer, ask, deliver, person, assignment } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  await answer(id, 'right');
  await deliver(feedbackGiven, { ...person, data: { assignment: id, rating: 'too-easy' } });
  const [next] = lessonsIn((await ask()).published);
  expect(await assignment(next?.assignment ?? '')).toMatchObject({
    lesson: { level: 2 },
    decision: { inputs: { level: 2 } },
  });
});

test('feedback before the answer is kept; the message stays as it is', async () => {
  const { start, deliver, person, assignment } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  const { published } = await deliver(feedbackGiven, { ...person, data: { assignment: id, rating: 'helpful' } });
  expect(published).toEqual([]);
  expect(await assignment(id)).toMatchObject({ rating: 'helpful' });
});

test('feedback that says nothing, or on a lesson that is gone, is skipped with its reason', async () => {
  const { start, deliver, person } = await learning();
  const id = lessonsIn((await start()).published)[0]?.assignment ?? '';
  const empty = await deliver(feedbackGiven, { ...person, data: { assignment: id } });
  expect(empty).toMatchObject({ outcome: { kind: 'skip', code: 'empty-feedback' }, published: [] });
  const gone = await deliver(feedbackGiven, {
    ...person,
    data: { assignment: newId('assignment'), rating: 'helpful' },
  });
  expect(gone.outcome).toEqual({ kind: 'skip', code: 'assignment-unknown' });
  expect(messagesIn(gone.published)[0]?.content.text).toContain('This lesson is no longer available');
});
