import { learningStopped } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { learning, messagesIn, typesIn } from '../testing/learning.ts';

test('after Stop one confirmation is sent, and nothing more, whatever was planned', async () => {
  const { start, deliver, person, learner, sentAt, ask, home } = await learning();
  const stop = () => deliver(learningStopped, { ...person, data: {} });
  await start();
  const { published } = await stop();
  expect(typesIn(published)).toEqual(['message-requested', 'home-changed']);
  expect(messagesIn(published)).toMatchObject([{ whenUnknown: 'send-again', target: { kind: 'direct' } }]);
  expect(await learner()).not.toHaveProperty('nextLessonAt');

  expect(await stop()).toMatchObject({ outcome: { kind: 'skip', code: 'not-learning' }, published: [] });
  expect(await sentAt('2026-03-11T09:00:00Z')).toEqual([]);
  expect(messagesIn((await ask()).published)).toEqual([]);
  expect((await home()).pressable).toEqual(['crescendo.start']);
});

test('someone who never started has nothing to stop', async () => {
  const { deliver, person } = await learning({ timezone: undefined });
  const { outcome, published } = await deliver(learningStopped, { ...person, data: {} });
  expect({ outcome, published }).toEqual({ outcome: { kind: 'skip', code: 'not-learning' }, published: [] });
});
