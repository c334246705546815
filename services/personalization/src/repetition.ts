import type { Had } from './history.ts';
import type { Lesson } from './lesson.ts';

/** How many other lessons come between a miss and the next try; each further miss doubles it. */
const firstPause = 3;
/** After this many misses we give up. */
const mostMisses = 3;

/** Spaced repetition: the missed lesson that is longest overdue. Undefined when none is due. */
export const dueRepeat = (past: readonly Had[]): Lesson | undefined =>
  repeats(past).find(({ remaining }) => remaining <= 0)?.lesson;

/** The missed lesson that is due first, now or later. */
export const nextRepeat = (past: readonly Had[]): Lesson | undefined => repeats(past)[0]?.lesson;

/** Whether a lesson was missed and will be asked again. */
export const comesBack = (past: readonly Had[], lesson: Lesson): boolean =>
  repeats(past).some((repeat) => repeat.lesson === lesson);

/** Lessons whose latest answer is wrong, with the number of other lessons before the next try. */
function repeats(past: readonly Had[]): { lesson: Lesson; remaining: number }[] {
  return [...new Set(past.map(({ lesson }) => lesson))]
    .flatMap((lesson) => {
      const place = past.findLastIndex((had) => had.lesson === lesson);
      const latest = past[place];
      const tries = past.filter((had) => had.lesson === lesson);
      const misses = tries.filter(({ answer }) => answer === 'wrong').length;
      const unwanted = tries.some(({ rating }) => rating === 'not-helpful');
      if (latest?.answer !== 'wrong' || unwanted || misses >= mostMisses) return [];
      return [{ lesson, remaining: firstPause * 2 ** (misses - 1) - (past.length - 1 - place) }];
    })
    .toSorted((a, b) => a.remaining - b.remaining);
}
