import type { Had } from './history.ts';

const lowest = 1;
const highest = 3;

export type LevelCause = 'two-right' | 'two-wrong' | 'too-easy' | 'too-hard';

export interface Level {
  level: number;
  /** Why the latest lesson changed the level; absent when it did not. */
  moved?: LevelCause;
}

/**
 * A person's level by their answers and ratings, from 1. Two right answers in a row at the level, or "too easy", raise
 * it; two wrong ones in a row, or "too hard", lower it. Unanswered lessons say nothing.
 */
export function levelAfter(past: readonly Had[]): Level {
  let level = lowest;
  let right = 0;
  let wrong = 0;
  let moved: LevelCause | undefined;
  for (const { lesson, answer, rating } of past) {
    if (answer === 'right' && lesson.level >= level) right += 1;
    if (answer === 'right') wrong = 0;
    if (answer === 'wrong') {
      right = 0;
      wrong += 1;
    }
    const cause = causeOf({ rating, right, wrong });
    const next = Math.min(highest, Math.max(lowest, level + (cause ? steps[cause] : 0)));
    moved = next === level ? undefined : cause;
    if (cause) right = wrong = 0;
    level = next;
  }
  return { level, moved };
}

const steps: Record<LevelCause, 1 | -1> = { 'two-right': 1, 'too-easy': 1, 'two-wrong': -1, 'too-hard': -1 };

/** A person's rating outweighs what we infer from their answers. */
function causeOf({ rating, right, wrong }: Pick<Had, 'rating'> & { right: number; wrong: number }) {
  if (rating === 'too-hard' || rating === 'too-easy') return rating;
  if (right >= 2) return 'two-right';
  if (wrong >= 2) return 'two-wrong';
  return undefined;
}
