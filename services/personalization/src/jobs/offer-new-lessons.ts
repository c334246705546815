import { job } from '@crescendo/chassis';
import type { Catalogue } from '../catalogue.ts';
import { learners } from '../learners.ts';

const EVERY_MS = 600_000;

/** Plans lessons again for those who had everything, once there are more than there were then. */
export const offerNewLessons = ({ lessons }: Catalogue) =>
  job({
    name: 'offer-new-lessons',
    every: EVERY_MS,
    async run({ now, service }) {
      await service
        .model(learners)
        .updateMany(
          { status: 'active', finishedWith: { $lt: lessons.length }, tenant: { $nin: service.closedTenants() } },
          { $set: { nextLessonAt: now }, $unset: { finishedWith: 1 } },
        );
    },
  });
