import { on, skip } from '@crescendo/chassis';
import { userSynced } from '@crescendo/contracts';
import { isNewer, statusWhenSynced } from '../enrolment.ts';
import { learnerFor } from '../find-learner.ts';
import { learners } from '../learners.ts';
import { personOf } from '../person.ts';
import { nextLessonTime } from '../schedule.ts';
import { scheduledDates } from '../scheduled-dates.ts';

/** A person is new or has changed: their time zone may be different. */
export const onUserSynced = on(userSynced, {
  opens: ['timezone', 'locale'],
  async handle(event, tx) {
    const person = personOf(event);
    const learner = await learnerFor(tx, person);
    const { version, timezone, locale } = event.data;
    if (!isNewer(learner, version)) return skip('stale');

    const { _id, tenant, user } = learner;
    const told = await tx.seal(learners, { _id, tenant, user, version, timezone, locale });
    const moved = learner.nextLessonAt && learner.timezone !== timezone;
    const nextLessonAt = moved
      ? nextLessonTime({ now: tx.now, timezone, sentOn: await scheduledDates(tx, person, tx.now) })
      : learner.nextLessonAt;
    await tx
      .model(learners)
      .updateOne(
        { _id, tenant },
        { $set: { ...told, status: statusWhenSynced(learner.status), ...(nextLessonAt && { nextLessonAt }) } },
      );
  },
});
