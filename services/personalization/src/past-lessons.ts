import { type AssignmentRow, assignments } from './assignments.ts';
import type { Reader } from './find-learner.ts';
import type { PastAssignment } from './history.ts';
import type { SelectionMode } from './next-lesson.ts';
import type { Person } from './person.ts';
import { ratingsOf } from './ratings.ts';

/**
 * The lessons a person was sent, for the choice of the next one. On the path that is the same for everyone, answers and
 * ratings are not even opened. An undelivered lesson does not count.
 */
export async function pastLessons(
  reader: Reader,
  { tenant, user, mode }: Person & { mode: SelectionMode },
): Promise<PastAssignment[]> {
  const had = { tenant, user, delivery: { $ne: 'failed' } } as const;
  const rows = await reader.model(assignments).find(had).lean<AssignmentRow[]>();
  if (mode === 'same-for-all') {
    const opened = await reader.open(assignments, rows, ['lesson']);
    return opened.map(({ lesson, assignedAt }) => ({ lesson, sentAt: assignedAt }));
  }
  const ratings = await ratingsOf(reader, rows);
  const opened = await reader.open(assignments, rows, ['lesson', 'answer']);
  return opened.map(({ _id, lesson, assignedAt, answer }) => ({
    lesson,
    sentAt: assignedAt,
    ...(answer && { answer: answer.correct ? ('right' as const) : ('wrong' as const) }),
    rating: ratings.get(_id),
  }));
}
