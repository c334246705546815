import type { Tx } from '@crescendo/chassis';
import { type AssignmentRow, assignments } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import type { Lesson } from './lesson.ts';
import type { Person } from './person.ts';

/** The reasons why a click finds no lesson; metrics count each. */
export type Gone = 'assignment-unknown' | 'lesson-withdrawn';

export type FoundAssignment = { row: AssignmentRow; lesson: Lesson };

/** A person's assignment with its lesson, or why there is none: someone else's counts as unknown. */
export async function findAssignment(
  tx: Tx,
  { assignment, person, catalogue }: { assignment: string; person: Person; catalogue: Catalogue },
): Promise<FoundAssignment | Gone> {
  const row = await tx
    .model(assignments)
    .findOne({ _id: assignment, ...person })
    .lean<AssignmentRow>();
  if (!row) return 'assignment-unknown';
  const [opened] = await tx.open(assignments, [row], ['lesson']);
  const lesson = opened && catalogue.find(opened.lesson);
  return lesson ? { row, lesson } : 'lesson-withdrawn';
}
