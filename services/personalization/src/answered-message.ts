import type { Tx } from '@crescendo/chassis';
import type { MessagePlace } from '@crescendo/contracts';
import { assignments } from './assignments.ts';
import type { Catalogue } from './catalogue.ts';
import type { FoundAssignment } from './find-assignment.ts';
import { ratingsOf } from './ratings.ts';
import type { Message } from './slack/blocks.ts';
import { lessonMessage } from './slack/lesson-message.ts';

/** The message of an answered lesson and its place in Slack. Undefined while it is not answered. */
export async function answeredMessage(
  tx: Tx,
  { row, lesson }: FoundAssignment,
  catalogue: Catalogue,
): Promise<{ place: MessagePlace; content: Message } | undefined> {
  const [opened] = await tx.open(assignments, [row], ['place', 'answer']);
  if (!opened?.place || !opened.answer) return undefined;
  const ratings = await ratingsOf(tx, [row]);
  const content = lessonMessage({
    assignment: row._id,
    lesson,
    topic: catalogue.topicTitle(lesson.topic),
    chosen: opened.answer.option,
    rating: ratings.get(row._id),
    commented: row.comment !== undefined,
  });
  return { place: opened.place, content };
}
