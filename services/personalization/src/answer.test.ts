import { expect, test } from 'vitest';
import { judgeAnswer } from './answer.ts';
import { loadCatalogue } from './catalogue.ts';
import { ownContent } from './settings.ts';

const { lessons } = await loadCatalogue(ownContent);
const at = new Date('2026-03-09T09:30:00Z');

test('of every question exactly one option is right, and there is none beyond the last', () => {
  for (const lesson of lessons) {
    const { options, correct } = lesson.question;
    const judged = options.map((_, option) => judgeAnswer(lesson, option, at)?.correct);
    expect(judged).toEqual(options.map((_, option) => option === correct));
    expect(judgeAnswer(lesson, options.length, at)).toBeUndefined();
  }
});
