import { on, skip } from '@crescendo/chassis';
import { feedbackGiven, messageRequested } from '@crescendo/contracts';
import { assignments } from '../assignments.ts';
import type { Catalogue } from '../catalogue.ts';
import { findAssignment } from '../find-assignment.ts';
import { replaceMessage, tell } from '../messages.ts';
import { personOf } from '../person.ts';
import { goneMessage } from '../slack/gone.ts';
import { lessonMessage } from '../slack/lesson-message.ts';

/** A person said what they think of a lesson: the latest word counts, and the message says thank you. */
export const onFeedbackGiven = (catalogue: Catalogue) =>
  on(feedbackGiven, {
    opens: ['rating', 'comment'],
    publishes: [messageRequested],
    async handle(event, tx) {
      const person = personOf(event);
      const { assignment, rating, comment } = event.data;
      const found = await findAssignment(tx, { assignment, person, catalogue });
      if (typeof found === 'string') {
        tell(tx, goneMessage());
        return skip(found);
      }
      const { row, lesson } = found;
      const { tenant, user } = person;
      const said = { ...(rating && { rating }), ...(comment && { comment }) };
      if (Object.keys(said).length === 0) return skip('empty-feedback');
      const sealed = await tx.seal(assignments, { _id: assignment, tenant, user, ...said });
      await tx.model(assignments).updateOne({ _id: assignment, tenant, user }, { $set: sealed });

      const [before] = await tx.open(assignments, [row], ['place', 'answer', 'rating']);
      if (!before?.place || !before.answer) return;
      const topic = catalogue.topicTitle(lesson.topic);
      const state = { assignment, lesson, topic, chosen: before.answer.option, rating: rating ?? before.rating };
      const commented = comment !== undefined || row.comment !== undefined;
      replaceMessage(tx, before.place, lessonMessage({ ...state, commented }));
    },
  });
