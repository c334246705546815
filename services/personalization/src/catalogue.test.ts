import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildCatalogue, CatalogueError, loadCatalogue } from './catalogue.ts';

const curriculum = (...lessons: string[]) =>
  `topics:\n  - { id: meetings, title: Meetings }\nlessons:\n${lessons.map((id) => `  - ${id}\n`).join('')}`;

const lesson = (id: string, change: (text: string) => string = (text) => text) => ({
  name: `lessons/${id}.md`,
  text: change(`---
id: ${id}
language: en
title: A lesson
minutes: 2
topic: meetings
level: 1
requires: []
sources:
  - title: A page
    publisher: W3C Web Accessibility Initiative
    url: https://www.w3.org/WAI/
question:
  text: Which one is right?
  options: [This one, That one, Another one]
  correct: B
  explanation: Because that one is right, and the others are not.
---
${'A sentence that is here to fill the body of a lesson. '.repeat(5)}
`),
});

const problemsOf = (build: () => unknown) => {
  try {
    build();
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems.map((p) => `${p.file}: ${p.field}: ${p.problem}`);
    throw error;
  }
  return [];
};
const problemsOfLesson = (change: (text: string) => string) =>
  problemsOf(() => buildCatalogue(curriculum('one'), [lesson('one', change)]));

test('lessons come in the order of the curriculum, not of their files', () => {
  const catalogue = buildCatalogue(curriculum('two', 'one'), [lesson('one'), lesson('two')]);
  expect(catalogue.lessons.map(({ id }) => id)).toEqual(['two', 'one']);
  expect(catalogue.topicTitle('meetings')).toBe('Meetings');
});

test('the right option is written as its letter and read as its position', () => {
  expect(buildCatalogue(curriculum('one'), [lesson('one')]).find('one')?.question.correct).toBe(1);
});

test.each([
  ['a right option that is not there', 'correct: B', 'correct: D', 'question.correct: is not an option'],
  ['the same option twice', 'That one', 'This one', 'question.options: has the same option twice'],
  ['a field nobody knows', 'minutes: 2', 'minutes: 2\nminuets: 3', 'front matter: Unrecognized key: "minuets"'],
  ['an unknown topic', 'topic: meetings', 'topic: weather', 'topic: weather is not a topic of curriculum.yaml'],
  ['an unknown requirement', '[]', '[nothing]', 'requires: nothing is not a lesson'],
  ['an id unlike its file', 'id: one', 'id: other', 'id: is other: an id and its file have the same name'],
  ['a tracked link', 'WAI/', 'WAI/?utm_source=x', 'sources.0.url: must carry no query and no fragment'],
  ['a text fragment', 'WAI/', 'WAI/#:~:text=x', 'sources.0.url: must carry no query and no fragment'],
  ['an open link', 'https:', 'http:', 'sources.0.url: must be an https address'],
  [
    'an anonymous source',
    'publisher: W3C Web Accessibility Initiative',
    'publisher: ""',
    'sources.0.publisher: Too small',
  ],
  ['a link in the text', 'A sentence', '[A sentence](https://x.org)', 'body: must have no links: sources have them'],
  ['a text too long for Slack', 'A sentence', 'A sentence '.repeat(80), 'body: must fit a Slack section'],
  ['no front matter', '---\n', '', 'front matter: must stand at the top'],
  [
    'broken YAML',
    'title: A lesson',
    'title: [A lesson',
    'YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 5',
  ],
])('%s is refused, with file and field', (_what, from, to, problem) => {
  const problems = problemsOfLesson((text) => text.replaceAll(from, to));
  expect(problems.join('\n')).toContain(`lessons/one.md: ${problem}`);
});

test('lessons that require each other are refused', () => {
  const requiring = (id: string) => (text: string) => text.replace('requires: []', `requires: [${id}]`);
  const files = [lesson('one', requiring('two')), lesson('two', requiring('one'))];
  expect(problemsOf(() => buildCatalogue(curriculum('one', 'two'), files))).toEqual([
    'lessons/one.md: requires: two comes later in curriculum.yaml',
  ]);
});

test('a curriculum names every lesson once, and none that is not there', () => {
  expect(problemsOf(() => buildCatalogue(curriculum('one', 'one', 'gone'), [lesson('one'), lesson('new')]))).toEqual([
    'curriculum.yaml: lessons: gone is not a lesson',
    'curriculum.yaml: lessons: one is listed twice',
    'lessons/new.md: id: is missing in curriculum.yaml',
  ]);
});

test('all problems of all files are told at once', () => {
  const broken = (id: string) =>
    lesson(id, (text) => text.replace('minutes: 2', 'minutes: 9').replace('level: 1', 'level: 0'));
  expect(problemsOf(() => buildCatalogue(curriculum('one', 'two'), [broken('one'), broken('two')]))).toHaveLength(4);
});

test('the lessons that ship: enough of them, in every topic and at every level, each a few minutes long', async () => {
  const { lessons, topics } = await loadCatalogue(join(import.meta.dirname, '../content'));
  expect(lessons.length).toBeGreaterThanOrEqual(24);
  for (const { id } of topics) {
    const levels = new Set(lessons.filter(({ topic }) => topic === id).map(({ level }) => level));
    expect([...levels].sort(), id).toEqual([1, 2, 3]);
  }
  for (const { id, body } of lessons) {
    const words = body.split(/\s+/).length;
    expect(words, id).toBeGreaterThanOrEqual(120);
    expect(words, id).toBeLessThanOrEqual(220);
    expect(body, id).toContain('**Today:**');
  }
});

test('guessing does not pay: no letter is right much more often than another, nor is the longest option', async () => {
  const { lessons } = await loadCatalogue(join(import.meta.dirname, '../content'));
  for (const option of [0, 1, 2, 3]) {
    const share = lessons.filter(({ question }) => question.correct === option).length / lessons.length;
    expect(share, `option ${option}`).toBeLessThan(1 / 3);
  }
  const longestIsRight = lessons.filter(({ question: { options, correct } }) => {
    const lengths = options.map(({ length }) => length);
    return lengths[correct] === Math.max(...lengths);
  });
  expect(longestIsRight.length / lessons.length).toBeLessThan(1 / 3);
});
