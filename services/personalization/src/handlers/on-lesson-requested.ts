import { on, skip } from '@crescendo/chassis';
import { homeChanged, lessonRequested, messageRequested } from '@crescendo/contracts';
import { assignLesson, decideNext } from '../assign-lesson.ts';
import type { Catalogue } from '../catalogue.ts';
import { learnerFor } from '../find-learner.ts';
import { sayNothingLeft } from '../nothing-left.ts';
import { personOf } from '../person.ts';
import { sendAgain } from '../send-again.ts';

/** A learner asked for a lesson now. It comes in addition to the scheduled ones, once per request. */
export const onLessonRequested = (catalogue: Catalogue) =>
  on(lessonRequested, {
    publishes: [messageRequested, homeChanged],
    async handle(event, tx) {
      const person = personOf(event);
      const learner = await learnerFor(tx, person);
      tx.publish(homeChanged, {}); // even for someone who is not learning: the button they pressed is outdated
      if (learner.status !== 'active') return skip('not-learning');

      const { again } = event.data;
      if (again) return await sendAgain(tx, { assignment: again, person, catalogue });

      const decision = await decideNext(tx, catalogue, learner);
      const { lesson } = decision;
      if (lesson) await assignLesson(tx, { catalogue, learner, lesson, decision, slot: event.id });
      else await sayNothingLeft(tx, { catalogue, learner });
    },
  });
