import { Failure } from '@crescendo/contracts';
import { type AssignmentRow, assignments } from './assignments.ts';
import type { Reader } from './find-learner.ts';
import type { Rating } from './history.ts';

/**
 * A person's ratings of these lessons, by assignment. A rating whose key was destroyed, because they took it back, is
 * missing: lessons continue without it.
 */
export async function ratingsOf(
  reader: Pick<Reader, 'open'>,
  rows: readonly AssignmentRow[],
): Promise<ReadonlyMap<string, Rating>> {
  const rated = rows.filter(({ rating }) => rating !== undefined);
  const ratings = new Map<string, Rating>();
  for (const row of rated) {
    const rating = await openRating(reader, row);
    if (rating) ratings.set(row._id, rating);
  }
  return ratings;
}

async function openRating(reader: Pick<Reader, 'open'>, row: AssignmentRow): Promise<Rating | undefined> {
  try {
    const [opened] = await reader.open(assignments, [row], ['rating']);
    return opened?.rating;
  } catch (error) {
    if (error instanceof Failure && error.code === 'key-gone') return undefined;
    throw error;
  }
}
