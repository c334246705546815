import { job } from '@crescendo/chassis';
import { firstIntakeDay } from '../keys/intake-days.ts';
import { destroyIntakeKeysBefore } from '../keys/intake-keys.ts';

const TEN_MINUTES_MS = 10 * 60 * 1000;

/**
 * Destroys the intake keys of days that ended three days ago. Traffic that nobody attributed until then becomes
 * unreadable.
 */
export const destroyIntakeKeys = job({
  name: 'destroy-intake-keys',
  every: TEN_MINUTES_MS,
  async run({ now, service, eachRow }) {
    const day = firstIntakeDay(now);
    const { destroyed, more } = await destroyIntakeKeysBefore(service, { day, eachRow });
    if (destroyed > 0) service.log.info({ count: destroyed }, 'intake keys destroyed');
    return more;
  },
});
