import { newId, viewRequested } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, lessonsIn, messagesIn } from '../testing/learning.ts';

test('"Why this lesson?" shows the stored reasons, what they rest on, and how to object', async () => {
  const { start, answer, ask, deliver, person, setNow } = await learning();
  const [first] = lessonsIn((await start()).published);
  await answer(first?.assignment ?? '', 'wrong');
  setNow(new Date('2026-03-09T09:40:00Z'));
  const assignment = lessonsIn((await ask()).published)[0]?.assignment ?? '';
  const { published } = await deliver(viewRequested, { ...person, data: { view: 'why', assignment, viewId: 'V1' } });
  const [filled] = messagesIn(published);
  expect(filled).toMatchObject({ whenUnknown: 'send-again', target: { kind: 'view', viewId: 'V1' } });
  const text = JSON.stringify(filled?.content.view);
  expect(text).toContain('You missed the question on “Names, said right”');
  expect(text).toContain('rules-1');
  expect(text).toContain('Choose without my answers');
  expect(text).toContain('privacy@crescendo.example');
});

test('"Leave a comment" shows the form, which knows its assignment', async () => {
  const { start, deliver, person } = await learning();
  const assignment = lessonsIn((await start()).published)[0]?.assignment ?? '';
  const data = { view: 'comment' as const, assignment, viewId: 'V1' };
  const { published } = await deliver(viewRequested, { ...person, data });
  expect(messagesIn(published)[0]?.content.view).toMatchObject({
    callback_id: 'crescendo.comment-form',
    private_metadata: assignment,
  });
});

test('the window of a lesson that is gone says so', async () => {
  const { deliver, person } = await learning();
  const data = { view: 'why' as const, assignment: newId('assignment'), viewId: 'V1' };
  const { outcome, published } = await deliver(viewRequested, { ...person, data });
  expect(outcome).toEqual({ kind: 'skip', code: 'assignment-unknown' });
  expect(messagesIn(published)[0]?.content.view?.title.text).toBe('Lesson not found');
});
