import { expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { progressOf } from './progress.ts';
import { ownContent } from './settings.ts';

const catalogue = await loadCatalogue(ownContent);
const total = catalogue.lessons.length;

test('someone new has nothing, of everything', () => {
  const progress = progressOf([], catalogue);
  expect(progress).toMatchObject({ had: 0, total, answered: 0, right: 0 });
  expect(progress.topics.map((topic) => topic.total).reduce((sum, count) => sum + count)).toBe(total);
});

test('a lesson that came back counts once, with its latest answer', () => {
  const given = [
    { lesson: 'names-said-right', correct: false },
    { lesson: 'plain-words', correct: undefined },
    { lesson: 'names-said-right', correct: true },
  ];
  expect(progressOf(given, catalogue)).toMatchObject({ had: 2, answered: 1, right: 1 });
});

test('an earlier answer counts until the lesson is answered again', () => {
  const given = [
    { lesson: 'names-said-right', correct: true },
    { lesson: 'names-said-right', correct: undefined },
  ];
  expect(progressOf(given, catalogue)).toMatchObject({ had: 1, answered: 1, right: 1 });
});

test('lessons that were taken out of the catalogue do not count', () => {
  expect(progressOf([{ lesson: 'long-gone', correct: true }], catalogue)).toMatchObject({ had: 0, right: 0, total });
});
