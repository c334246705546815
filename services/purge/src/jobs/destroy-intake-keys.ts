import { job } from '@crescendo/chassis';
import { firstIntakeDay } from '../intake-days.ts';
import { Keys } from '../keys.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Destroys the intake keys of days that ended three days ago: what they sealed and was not attributed is gone. */
export const destroyIntakeKeys = job({
  name: 'destroy-intake-keys',
  every: HOUR_MS,
  async run({ now, service }) {
    const { deletedCount } = await service
      .model(Keys)
      .deleteMany({ category: 'intake', day: { $lt: firstIntakeDay(now) } });
    if (deletedCount > 0) service.log.info({ count: deletedCount }, 'intake keys destroyed');
  },
});
