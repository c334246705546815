import { job, type ServiceContext, type Tx } from '@crescendo/chassis';
import { messageRequested } from '@crescendo/contracts';
import { assignLesson, decideNext } from '../assign-lesson.ts';
import type { Catalogue } from '../catalogue.ts';
import { openLearner } from '../find-learner.ts';
import { type LearnerRow, learners } from '../learners.ts';
import { sayNothingLeft } from '../nothing-left.ts';
import { localDate, nextLessonTime } from '../schedule.ts';
import { scheduledDates } from '../scheduled-dates.ts';

const EVERY_MS = 5_000;

/** Sends due lessons, one unit of work per learner. */
export const sendDueLessons = (catalogue: Catalogue) =>
  job({
    name: 'send-due-lessons',
    every: EVERY_MS,
    async run({ now, service, eachRow }) {
      const due = service
        .model(learners)
        .find({ status: 'active', nextLessonAt: { $lte: now }, tenant: { $nin: service.closedTenants() } })
        .sort({ nextLessonAt: 1 })
        .lean<LearnerRow[]>();
      return (await eachRow(due, (row) => sendTo(service, catalogue, row))).more;
    },
  });

const sendTo = (service: ServiceContext, catalogue: Catalogue, row: LearnerRow): Promise<void> =>
  service.transact({ tenant: row.tenant, user: row.user, publishes: [messageRequested] }, (tx) =>
    sendOrMove(tx, catalogue, row),
  );

/**
 * The stored due time only says when to look. Whether to send is decided now: after a downtime it may be night, the
 * person may have moved, or already had today's lesson.
 */
async function sendOrMove(tx: Tx<typeof messageRequested>, catalogue: Catalogue, row: LearnerRow): Promise<void> {
  const { now } = tx;
  const claim = async (nextLessonAt: Date) => {
    const asFound = { _id: row._id, tenant: row.tenant, status: 'active' as const, nextLessonAt: row.nextLessonAt };
    return (await tx.model(learners).updateOne(asFound, { $set: { nextLessonAt } })).matchedCount === 1;
  };
  const learner = await openLearner(tx, row);
  const { timezone } = learner;
  const sentOn = await scheduledDates(tx, learner, now);
  const due = nextLessonTime({ now, timezone, sentOn });
  if (due > now) {
    await claim(due);
    return;
  }
  const today = localDate(now, timezone);
  if (!(await claim(nextLessonTime({ now, timezone, sentOn: [...sentOn, today] })))) return;
  const decision = await decideNext(tx, catalogue, learner);
  const { lesson } = decision;
  if (lesson) await assignLesson(tx, { catalogue, learner, lesson, decision, slot: today });
  else await sayNothingLeft(tx, { catalogue, learner });
}
