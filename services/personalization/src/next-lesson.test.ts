import { join } from 'node:path';
import { selectionModes } from '@crescendo/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import type { PastAssignment } from './history.ts';
import { chooseNextLesson } from './next-lesson.ts';

const catalogue = await loadCatalogue(join(import.meta.dirname, '../content'));
type Done = Pick<PastAssignment, 'answer' | 'rating'>;

/** The history of a person who gets the chosen lessons and does `deeds` one after the other. */
function after(deeds: readonly Done[], mode: 'adaptive' | 'same-for-all' = 'adaptive') {
  const history: PastAssignment[] = [];
  for (const deed of deeds) {
    const { lesson } = chooseNextLesson({ catalogue, history, mode });
    if (!lesson) break;
    history.push({ lesson: lesson.id, sentAt: new Date(history.length * 1000), ...deed });
  }
  return { history, next: chooseNextLesson({ catalogue, history, mode }) };
}
const right: Done = { answer: 'right' };
const wrong: Done = { answer: 'wrong' };
const codes = (choice: ReturnType<typeof after>) => choice.next.reasons.map(({ code }) => code);

describe('chosen with answers', () => {
  test('everyone begins with the same lesson', () => {
    expect(after([]).next).toMatchObject({
      lesson: { id: 'names-said-right' },
      reasons: [{ code: 'first-lesson' }],
      policy: 'rules-1',
    });
  });

  test('after a miss comes another lesson on the same topic, no harder; after a right answer, another topic', () => {
    const missed = after([wrong]);
    expect(missed.next.lesson).toMatchObject({ id: 'words-for-everyone', topic: 'inclusive-language', level: 1 });
    expect(missed.next.reasons[0]).toEqual({
      code: 'same-topic-again',
      text: 'You missed the question on “Names, said right”, so here is another look at the same topic.',
    });
    const known = after([right]);
    expect(known.next.lesson?.id).toBe('agenda-in-advance');
    expect(codes(known)).toEqual(['level-fits', 'other-topic']);
  });

  test('a missed lesson comes back after three others, and then waits twice as long', () => {
    const { history } = after([wrong, right, right, right, wrong, ...Array(8).fill(right)]);
    const places = history.flatMap(({ lesson }, place) => (lesson === 'names-said-right' ? [place] : []));
    expect(places).toEqual([0, 4, 11]);
  });

  test('a lesson missed three times is left alone', () => {
    const { history } = after(Array(200).fill(wrong));
    expect(
      Math.max(
        ...Map.groupBy(history, ({ lesson }) => lesson)
          .values()
          .map((each) => each.length),
      ),
    ).toBe(3);
  });

  test('two right answers in a row lead a level up, and the explanation says so', () => {
    const up = after([right, right]);
    expect(up.next.lesson?.level).toBe(2);
    expect(codes(up)).toContain('level-moved');
    expect(up.next.inputs).toMatchObject({ level: 2 });
  });

  test.each([
    ['too easy leads a level up', [{ answer: 'wrong' }, { rating: 'too-easy' }], 2],
    ['too hard leads a level down', [right, right, { rating: 'too-hard' }], 1],
    ['two misses in a row lead a level down', [right, right, wrong, wrong], 1],
    ['what was not answered leads nowhere', [{}, {}, {}], 1],
  ] satisfies [string, Done[], number][])('%s', (_what, deeds, level) => {
    expect(after(deeds).next.inputs).toMatchObject({ level });
  });

  test('a topic that was not for someone waits, without the lesson coming back', () => {
    const { history, next } = after([{ answer: 'wrong', rating: 'not-helpful' }, right, right, right, right]);
    expect(history.slice(1).map(({ lesson }) => catalogue.find(lesson)?.topic)).not.toContain('inclusive-language');
    expect(next.lesson?.topic).not.toBe('inclusive-language');
    expect(codes(after([{ rating: 'not-helpful' }]))).toContain('topic-put-back');
  });

  test('a topic comes twice in a row only after a miss', () => {
    const { history } = after(Array(12).fill(right));
    const topics = history.map(({ lesson }) => catalogue.find(lesson)?.topic);
    expect(topics.filter((topic, place) => topic === topics[place - 1])).toEqual([]);
  });

  test.each([
    ['a miss without another lesson to look at comes back later', [right, wrong], 'missed-comes-back'],
    ['a topic someone liked', [{ rating: 'helpful' }, {}, {}, {}, {}, {}, {}], 'topic-liked'],
    ['what it builds on', [right, right, right], 'builds-on'],
    ['what is left when nothing fits', Array(20).fill({ rating: 'too-hard' }), 'nearest-left'],
  ] satisfies [string, Done[], string][])('the explanation names %s', (_what, deeds, code) => {
    expect(codes(after(deeds))).toContain(code);
  });

  test('what was used is recorded, so that the choice can be explained', () => {
    expect(after([{ answer: 'wrong', rating: 'too-hard' }, {}]).next.inputs).toEqual({
      mode: 'adaptive',
      level: 1,
      history: [
        { lesson: 'names-said-right', topic: 'inclusive-language', level: 1, answer: 'wrong', rating: 'too-hard' },
        expect.objectContaining({ answer: 'none' }),
      ],
    });
  });
});

describe('chosen without answers', () => {
  test('lessons come in the order that is the same for everyone', () => {
    const { history, next } = after(Array(catalogue.lessons.length).fill(wrong), 'same-for-all');
    expect(history.map(({ lesson }) => lesson)).toEqual(catalogue.lessons.map(({ id }) => id));
    expect(next).toMatchObject({ lesson: null, reasons: [{ code: 'all-done' }] });
  });

  test('someone who changes over gets what they have not had yet', () => {
    const { history } = after([wrong, right, right]);
    const { lesson, inputs } = chooseNextLesson({ catalogue, history, mode: 'same-for-all' });
    expect(lesson?.id).toBe('text-for-pictures');
    expect(inputs).toEqual({ mode: 'same-for-all', sent: history.map((each) => each.lesson) });
  });
});

const anyDone = fc.record<Done>(
  {
    answer: fc.constantFrom('right', 'wrong'),
    rating: fc.constantFrom('helpful', 'not-helpful', 'too-easy', 'too-hard'),
  },
  { requiredKeys: [] },
);

describe('whatever people answer', () => {
  test('without answers, nothing they said changes the choice or what is recorded', () => {
    fc.assert(
      fc.property(fc.array(anyDone, { maxLength: 30 }), (deeds) => {
        const bare = after(
          deeds.map(() => ({})),
          'same-for-all',
        );
        expect(after(deeds, 'same-for-all').next).toEqual(bare.next);
      }),
    );
  });

  test('everyone gets every lesson in the end, what it builds on first, and always a reason', () => {
    fc.assert(
      fc.property(
        fc.array(anyDone, { minLength: 100, maxLength: 100 }),
        fc.constantFrom(...selectionModes),
        (deeds, mode) => {
          const { history, next } = after(deeds, mode);
          expect(next.lesson).toBeNull();
          expect(next.reasons).not.toEqual([]);
          const had = new Set<string>();
          for (const { lesson } of history) {
            for (const earlier of catalogue.find(lesson)?.requires ?? []) expect(had).toContain(earlier);
            had.add(lesson);
          }
          expect(had.size).toBe(catalogue.lessons.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('the order in which the history is given makes no difference', () => {
    fc.assert(
      fc.property(fc.array(anyDone, { maxLength: 15 }), (deeds) => {
        const { history, next } = after(deeds);
        expect(chooseNextLesson({ catalogue, history: history.toReversed(), mode: 'adaptive' })).toEqual(next);
      }),
    );
  });
});
