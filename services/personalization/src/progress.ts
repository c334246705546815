import type { Catalogue } from './catalogue.ts';
import type { Progress } from './slack/home.ts';

/** A lesson given to a person, and whether they answered right; undefined while unanswered. */
export type GivenLesson = { lesson: string; correct: boolean | undefined };

/**
 * A person's progress, from their lessons in order of time. A repeated lesson counts once, with its latest answer.
 * Lessons that are no longer in the catalogue do not count.
 */
export function progressOf(given: readonly GivenLesson[], { lessons, topics }: Catalogue): Progress {
  const latest = new Map<string, boolean | undefined>();
  for (const { lesson, correct } of given) latest.set(lesson, correct ?? latest.get(lesson));
  const had = lessons.filter(({ id }) => latest.has(id));
  return {
    had: had.length,
    total: lessons.length,
    answered: had.filter(({ id }) => latest.get(id) !== undefined).length,
    right: had.filter(({ id }) => latest.get(id) === true).length,
    topics: topics.map(({ id, title }) => ({
      title,
      had: had.filter(({ topic }) => topic === id).length,
      total: lessons.filter(({ topic }) => topic === id).length,
    })),
  };
}
