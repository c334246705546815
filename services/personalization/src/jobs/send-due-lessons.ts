import { isFenced, job, type ServiceContext, type Tx } from '@crescendo/chassis';
import { Failure, messageRequested } from '@crescendo/contracts';
import { assignLesson, decideNext } from '../assign-lesson.ts';
import type { Catalogue } from '../catalogue.ts';
import { openLearner } from '../find-learner.ts';
import { type LearnerRow, learners } from '../learners.ts';
import { sayNothingLeft } from '../nothing-left.ts';
import { localDate, nextLessonTime } from '../schedule.ts';
import { scheduledDates } from '../scheduled-dates.ts';

const EVERY_MS = 5_000;
const BATCH = 100;
const PUT_OFF_MS = 3_600_000;

/** Sends the lessons whose time has come, one unit of work a learner. */
export const sendDueLessons = (catalogue: Catalogue) =>
  job({
    name: 'send-due-lessons',
    every: EVERY_MS,
    async run({ now, service, signal }) {
      const due = await service
        .model(learners)
        .find({ status: 'active', nextLessonAt: { $lte: now }, tenant: { $nin: service.closedTenants() } })
        .sort({ nextLessonAt: 1 })
        .limit(BATCH)
        .lean<LearnerRow[]>();
      for (const row of due) {
        if (signal.aborted) return;
        await sendTo(service, catalogue, row);
      }
      return due.length === BATCH;
    },
  });

/** A learner for whom it can't be done is put off, so that nobody waits behind them; what may pass ends the run. */
async function sendTo(service: ServiceContext, catalogue: Catalogue, row: LearnerRow): Promise<void> {
  const { _id, tenant, user, nextLessonAt } = row;
  try {
    await service.transact({ tenant, user, publishes: [messageRequested] }, (tx) => sendOrMove(tx, catalogue, row));
  } catch (error) {
    if (!(error instanceof Failure) || error.retry) throw error;
    // A customer who just left is passed over from here on, and goes on with what is due should they come back.
    if (service.closedTenants().includes(tenant)) return;
    if (!isFenced(error))
      service.log.error({ err: error, user, code: error.code }, 'a lesson could not be sent; the learner is put off');
    const later = new Date(service.clock.now().getTime() + PUT_OFF_MS);
    await service.model(learners).updateOne({ _id, tenant, nextLessonAt }, { $set: { nextLessonAt: later } });
  }
}

/**
 * The due time that was stored only says when to look. Whether a lesson comes is decided now: after a downtime it may be
 * night, the person may have moved, or had their lesson of this date.
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
