import type { Delivery } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import type { Learner } from './find-learner.ts';
import { progressOf } from './progress.ts';
import type { CurrentLesson, HomeState } from './slack/home.ts';

/** An assignment as App Home needs it. */
export type HomeAssignment = {
  id: string;
  lesson: string;
  delivery: Delivery;
  correct: boolean | undefined;
  /** Rated or commented on. */
  judged: boolean;
};

/** The content of a person's App Home, from their assignments in order of time. */
export function homeState(
  learner: Pick<Learner, 'status' | 'mode' | 'nextLessonAt'> | undefined,
  given: readonly HomeAssignment[],
  catalogue: Catalogue,
): HomeState {
  const progress = progressOf(
    given.filter(({ delivery }) => delivery !== 'failed'),
    catalogue,
  );
  const saidSomething = given.some(({ judged }) => judged);
  switch (learner?.status) {
    case 'active': {
      const { mode, nextLessonAt } = learner;
      return {
        kind: 'learning',
        saidSomething,
        progress,
        mode,
        nextAt: nextLessonAt,
        current: currentLesson(given, catalogue),
      };
    }
    case 'stopped':
      return { kind: 'stopped', progress, saidSomething };
    default:
      return { kind: 'not-started' };
  }
}

/** The lesson to mention: one that may not have arrived and has not come again since, else the latest. */
function currentLesson(given: readonly HomeAssignment[], catalogue: Catalogue): CurrentLesson | undefined {
  const known = given.filter(({ lesson }) => catalogue.find(lesson));
  const undelivered = known.findLast(
    ({ lesson, delivery, correct }, place) =>
      (delivery === 'unknown' || delivery === 'failed') &&
      correct === undefined &&
      !known.slice(place + 1).some((later) => later.lesson === lesson),
  );
  const current = undelivered ?? known.at(-1);
  const title = current && catalogue.find(current.lesson)?.title;
  return current && title !== undefined ? { assignment: current.id, title, state: stateOf(current) } : undefined;
}

function stateOf({ delivery, correct }: HomeAssignment): CurrentLesson['state'] {
  if (correct !== undefined) return 'answered';
  const states = { requested: 'on-its-way', sent: 'waiting', failed: 'failed', unknown: 'unknown' } as const;
  return states[delivery];
}
