import { join } from 'node:path';
import { newId, readAssignmentValue } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../catalogue.ts';
import type { Lesson } from '../lesson.ts';
import { type LessonMessageState, lessonMessage } from './lesson-message.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

const { lessons, topicTitle } = await loadCatalogue(join(import.meta.dirname, '../../content'));
const assignment = 'asg_0123456789abcdefghijkmnpqr';
const lesson: Lesson = {
  id: 'asking',
  language: 'en',
  title: 'Asking & listening',
  minutes: 2,
  topic: 'meetings',
  level: 1,
  requires: [],
  sources: [{ title: 'A <page>', publisher: 'W3C', url: 'https://www.w3.org/WAI/' }],
  question: { text: 'Which one?', options: ['This', 'That', 'Neither'], correct: 1, explanation: 'Because it is.' },
  body: 'Some **bold** text.',
};
const show = (state: Partial<LessonMessageState> = {}) =>
  lessonMessage({ assignment, lesson, topic: 'Meetings', ...state });
const shown = (state?: Partial<LessonMessageState>) => JSON.stringify(show(state).blocks);

describe('a new lesson', () => {
  test('shows the text in Slack’s own markup, and says whose the further reading is', () => {
    expect(shown()).toContain('2 minutes · Meetings · Level 1 of 3');
    expect(shown()).toContain('Some *bold* text.');
    expect(shown()).toContain('• <https://www.w3.org/WAI/|A &lt;page&gt;> (W3C)');
  });

  test('offers each option and the reason, and nothing that only makes sense later', () => {
    expect(pressable(show().blocks)).toEqual([
      `crescendo.answer.0 = ${assignment}:0`,
      `crescendo.answer.1 = ${assignment}:1`,
      `crescendo.answer.2 = ${assignment}:2`,
      `crescendo.why = ${assignment}`,
    ]);
    expect(shown()).not.toContain('Because it is.');
  });

  test('a screen reader hears the whole lesson, and on each button the option itself', () => {
    const { text } = show();
    for (const part of ['Asking &amp; listening', 'Some *bold* text.', 'Which one?', '*B.* That'])
      expect(text).toContain(part);
    expect(shown()).toContain('"accessibility_label":"Answer B: That"');
  });
});

describe('an answered lesson', () => {
  test('a right answer is confirmed, with the explanation', () => {
    expect(show({ chosen: 1 }).text).toContain("*That's right.* You chose *B.* That\n\nBecause it is.");
  });

  test('a wrong answer is met kindly, with the better one and the explanation', () => {
    expect(show({ chosen: 2 }).text).toContain(
      '*Not quite.* You chose *C.* Neither\nWhat helps more: *B.* That\n\nBecause it is.',
    );
  });

  test('can be rated, commented on and followed by another, but not answered again', () => {
    expect(pressable(show({ chosen: 1 }).blocks)).toEqual([
      `crescendo.rate.helpful = ${assignment}:helpful`,
      `crescendo.rate.not-helpful = ${assignment}:not-helpful`,
      `crescendo.rate.too-easy = ${assignment}:too-easy`,
      `crescendo.rate.too-hard = ${assignment}:too-hard`,
      'crescendo.more',
      `crescendo.comment = ${assignment}`,
      `crescendo.why = ${assignment}`,
    ]);
  });

  test('what was said is confirmed, and not asked again', () => {
    const rated = { chosen: 1, rating: 'too-hard', commented: true } as const;
    expect(shown(rated)).toContain('You said: Too hard. Your comment has arrived. Thank you for telling us.');
    expect(pressable(show(rated).blocks)).toEqual(['crescendo.more', `crescendo.why = ${assignment}`]);
  });
});

test.each(lessons.map((each) => [each.id, each] as const))('Slack takes %s, new and answered', (_id, each) => {
  const state = { assignment: newId('assignment'), lesson: each, topic: topicTitle(each.topic) };
  expect(slackRefusals(lessonMessage(state))).toEqual([]);
  expect(slackRefusals(lessonMessage({ ...state, chosen: 0 }))).toEqual([]);
  const [, value] = pressable(lessonMessage(state).blocks)[0]?.split(' = ') ?? [];
  expect(readAssignmentValue(value ?? '')).toEqual({ assignment: state.assignment, choice: '0' });
});
