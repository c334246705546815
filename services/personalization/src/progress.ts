import type { Catalogue } from './catalogue.ts';
import type { Progress } from './slack/home.ts';

/** A lesson that a person was given, and whether they answered it right; undefined while they have not. */
export type GivenLesson = { lesson: string; correct: boolean | undefined };

/**
 * How far someone is, from their lessons in the order they came. A lesson counts once; when it came back, its latest
 * answer counts. Lessons that were since taken out of the catalogue are left out.
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
