import { on, skip } from '@crescendo/chassis';
import { homeChanged } from '@crescendo/contracts';
import type { PublishHome } from '../effects/publish-home.ts';

/** Publishes a person's Home again; however often it changes meanwhile, once is enough. */
export const onHomeChanged = (publishHome: PublishHome) =>
  on(homeChanged, {
    async handle({ user }, tx) {
      if (!user) return skip('home-without-person');
      tx.perform(publishHome, {}, { key: `home:${user}`, coalesce: true });
    },
  });
