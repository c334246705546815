import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../catalogue.ts';
import type { PastAssignment } from '../history.ts';
import { chooseNextLesson, type SelectionMode } from '../next-lesson.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';
import { whyView } from './why-view.ts';

const catalogue = await loadCatalogue(join(import.meta.dirname, '../../content'));
const missed: PastAssignment = { lesson: 'names-said-right', sentAt: new Date(0), answer: 'wrong', rating: 'too-hard' };

function why(history: PastAssignment[], chosenBy: SelectionMode = 'adaptive', mode = chosenBy) {
  const decision = chooseNextLesson({ catalogue, history, mode: chosenBy });
  return whyView({ title: 'A lesson', decision, mode, catalogue, privacyMail: 'privacy@crescendo.example' });
}
const words = (...asked: Parameters<typeof why>) => JSON.stringify(why(...asked));

test('the reasons and all that was used are told in words', () => {
  const told = words([
    { ...missed, rating: undefined },
    { lesson: 'plain-words', sentAt: new Date(1) },
  ]);
  expect(told).toContain('The last lesson was on “Accessibility”');
  expect(told).toContain('“Names, said right”: question missed');
  expect(told).toContain('“Plain words, quickly understood”: not answered');
  expect(told).toContain('version `rules-1`');
  expect(words([missed])).toContain('question missed, you said “Too hard”');
});

test('one can object on the spot, and ask for a human', () => {
  expect(pressable(why([missed]).blocks)).toEqual(['crescendo.mode = same-for-all']);
  expect(words([missed])).toContain('<mailto:privacy@crescendo.example|privacy@crescendo.example>');
});

test('who has objected is not asked to again, and a choice made before is still explained as it was', () => {
  expect(pressable(why([missed], 'adaptive', 'same-for-all').blocks)).toEqual([]);
  expect(words([missed], 'adaptive', 'same-for-all')).toContain('question missed');
});

test('on the path that is the same for all, the explanation has nothing that the person said', () => {
  const told = words([missed], 'same-for-all');
  expect(told).toContain('none of your answers or ratings');
  expect(told).not.toContain('missed');
  expect(told).not.toContain('Too hard');
});

test.each(['adaptive', 'same-for-all'] as const)('a first lesson was chosen from nothing (%s)', (mode) => {
  expect(words([], mode)).toContain('Nothing about you');
});

test('Slack takes an explanation that rests on hundreds of lessons', () => {
  const history = Array.from({ length: 20 }, () => catalogue.lessons)
    .flat()
    .map(({ id }, place): PastAssignment => ({ ...missed, lesson: id, sentAt: new Date(place) }));
  expect(slackRefusals(why(history))).toEqual([]);
  expect(slackRefusals(why([missed]))).toEqual([]);
});
