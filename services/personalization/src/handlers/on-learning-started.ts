import { on, skip } from '@crescendo/chassis';
import { homeChanged, learningStarted, messageRequested } from '@crescendo/contracts';
import { assignLesson, decideNext } from '../assign-lesson.ts';
import type { Catalogue } from '../catalogue.ts';
import { whyNotStart } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners, noteLearningSet } from '../learners.ts';
import { tell } from '../messages.ts';
import { sayNothingLeft } from '../nothing-left.ts';
import { personOf } from '../person.ts';
import { showWherePressed } from '../pressed-message.ts';
import { localDate, nextLessonTime } from '../schedule.ts';
import { scheduledDates } from '../scheduled-dates.ts';
import { welcomeBackMessage, welcomeMessage } from '../slack/welcome-message.ts';

/**
 * A person pressed Start: welcomes them and sends a lesson at once, whatever the hour, since they just asked. It is the
 * scheduled lesson of their local date, so stopping and starting on the same day brings no second one. The pressed
 * message shows the current state, even if it was an old one and nothing changes.
 */
export const onLearningStarted = (catalogue: Catalogue) =>
  on(learningStarted, {
    opens: ['place'],
    publishes: [messageRequested, homeChanged],
    async handle(event, tx) {
      const person = personOf(event);
      const learner = await learnerFor(tx, person);
      const { place } = event.data;
      const { status } = learner;
      const refusal = whyNotStart(learner, tx.now);
      showWherePressed(tx, { place, status: refusal ? status : 'active' });
      if (refusal === 'older-than-known' || refusal === 'person-removed') return skip(refusal);
      // Even if nothing else changes: an earlier Stop may still arrive.
      await noteLearningSet(tx, learner);
      if (refusal) return skip(refusal);

      const active = { $set: { status: 'active' as const, startedAt: tx.now }, $unset: { stoppedAt: 1 as const } };
      await tx.model(learners).updateOne({ _id: learner._id }, active);
      tx.publish(homeChanged, {});

      const decision = await decideNext(tx, catalogue, learner);
      const { lesson } = decision;
      if (!lesson) {
        await sayNothingLeft(tx, { catalogue, learner });
        return;
      }
      const { timezone } = learner;
      const { now } = tx;
      const sentOn = await scheduledDates(tx, person, now);
      const today = localDate(now, timezone);
      const hadToday = sentOn.includes(today);
      const nextLessonAt = nextLessonTime({ now, timezone, sentOn: hadToday ? sentOn : [...sentOn, today] });
      await tx.model(learners).updateOne({ _id: learner._id }, { $set: { nextLessonAt }, $unset: { finishedWith: 1 } });
      const coming = { nextLessonAt: hadToday ? nextLessonAt : now, now };
      tell(tx, learner.startedAt ? welcomeBackMessage(coming) : welcomeMessage(coming));
      if (!hadToday) await assignLesson(tx, { catalogue, learner, lesson, decision, slot: today });
    },
  });
