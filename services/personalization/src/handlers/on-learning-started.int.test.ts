import { describe, expect, test } from 'vitest';
import { learning, lessonsIn, messagesIn, typesIn } from '../testing/learning.ts';

describe('someone presses Start', () => {
  test('they are welcomed, and get one lesson at once', async () => {
    const { start, assigned, learner } = await learning();
    const { outcome, published } = await start();
    expect(outcome).toEqual({ kind: 'done' });
    expect(typesIn(published)).toEqual(['home-changed', 'message-requested', 'message-requested']);
    const [welcome] = messagesIn(published);
    expect(welcome).toMatchObject({ whenUnknown: 'send-again', target: { kind: 'direct' } });
    expect(welcome?.content.text).toContain('Your first lesson follows in a moment.');
    const [lesson] = lessonsIn(published);
    expect(await assigned()).toMatchObject([
      { _id: lesson?.assignment, message: lesson?.message, slot: '2026-03-09', delivery: 'requested' },
    ]);
    expect(await learner()).toMatchObject({ status: 'active', assigned: 1 });
  });
});
