import type { Tx } from '@crescendo/chassis';
import { type messageRequested, newId } from '@crescendo/contracts';
import { assignments } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import type { Learner, Reader } from './find-learner.ts';
import { learners } from './learners.ts';
import type { Lesson } from './lesson.ts';
import { sendLesson } from './messages.ts';
import { chooseNextLesson, type Decision } from './next-lesson.ts';
import { pastLessons } from './past-lessons.ts';
import { lessonMessage } from './slack/lesson-message.ts';

/** Decides a learner's next lesson from the ones they have had. */
export async function decideNext(reader: Reader, catalogue: Catalogue, learner: Learner): Promise<Decision> {
  const { mode } = learner;
  return chooseNextLesson({ catalogue, history: await pastLessons(reader, learner), mode });
}

/** Gives a learner a lesson: stores it with the decision behind it, and has it sent. */
export async function assignLesson(
  tx: Tx<typeof messageRequested>,
  given: { catalogue: Catalogue; learner: Learner; lesson: Lesson; decision: Decision; slot: string },
): Promise<void> {
  const { catalogue, learner, lesson, slot } = given;
  const { reasons, inputs, policy } = given.decision;
  const assignment = newId('assignment');
  const topic = catalogue.topicTitle(lesson.topic);
  const row = await tx.seal(assignments, {
    _id: assignment,
    tenant: learner.tenant,
    user: learner.user,
    slot,
    lesson: lesson.id,
    decision: { reasons, inputs, policy },
    message: sendLesson(tx, lessonMessage({ assignment, lesson, topic })),
    delivery: 'requested',
    assignedAt: tx.now,
  });
  await tx.model(assignments).create([row]);
  await tx.model(learners).updateOne({ _id: learner._id }, { $inc: { assigned: 1 } });
}
