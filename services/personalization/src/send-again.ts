import { type Outcome, skip, type Tx } from '@crescendo/chassis';
import type { messageRequested } from '@crescendo/contracts';
import { assignments } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import { maySendAgain } from './delivery.ts';
import { findAssignment } from './find-assignment.ts';
import { sendLesson, tell } from './messages.ts';
import type { Person } from './person.ts';
import { goneMessage } from './slack/gone.ts';
import { lessonMessage } from './slack/lesson-message.ts';

/** Sends a lesson again, if its first sending failed or is unknown. */
export async function sendAgain(
  tx: Tx<typeof messageRequested>,
  { assignment, person, catalogue }: { assignment: string; person: Person; catalogue: Catalogue },
): Promise<Outcome | undefined> {
  const found = await findAssignment(tx, { assignment, person, catalogue });
  if (typeof found === 'string') {
    tell(tx, goneMessage());
    return skip(found);
  }
  const { row, lesson } = found;
  if (!maySendAgain(row)) return skip('not-undelivered');
  const message = sendLesson(tx, lessonMessage({ assignment, lesson, topic: catalogue.topicTitle(lesson.topic) }));
  await tx
    .model(assignments)
    .updateOne({ _id: assignment, ...person }, { $set: { message, delivery: 'requested' }, $unset: { reason: 1 } });
  return undefined;
}
