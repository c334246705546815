import { runService } from '@crescendo/chassis';
import { chain, serviceOf } from './chain.ts';

/** A replica of one of the drill's services, named by DRILL_SERVICE; it runs like any service. */
await runService(() => {
  const link = chain.find((each) => each === process.env.DRILL_SERVICE);
  if (!link) throw new Error(`DRILL_SERVICE is one of ${chain.join(', ')}`);
  return serviceOf(link);
});
