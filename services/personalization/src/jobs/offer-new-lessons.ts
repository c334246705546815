import { job } from '@crescendo/chassis';
import type { Catalogue } from '../catalogue.ts';
import { learners } from '../learners.ts';

const EVERY_MS = 600_000;

/** Plans lessons again for people who had them all, once there are new ones. */
export const offerNewLessons = ({ lessons }: Catalogue) =>
  job({
    name: 'offer-new-lessons',
    every: EVERY_MS,
    async run({ now, service, eachRow }) {
      const hadAll = { status: 'active' as const, finishedWith: { $lt: lessons.length } };
      const due = service
        .model(learners)
        .find({ ...hadAll, tenant: { $nin: service.closedTenants() } }, { tenant: 1 })
        .lean();
      const { more } = await eachRow(due, ({ _id, tenant }) =>
        service.transact({ tenant, user: _id }, (tx) =>
          tx
            .model(learners)
            .updateOne({ _id, tenant, ...hadAll }, { $set: { nextLessonAt: now }, $unset: { finishedWith: 1 } }),
        ),
      );
      return more;
    },
  });
