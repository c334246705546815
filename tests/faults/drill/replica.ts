import { runService } from '@crescendo/chassis';
import { chain, serviceOf } from './chain.ts';

/** A replica of a service of the drill, run like any service: DRILL_SERVICE says which. */
await runService(() => {
  const link = chain.find((each) => each === process.env.DRILL_SERVICE);
  if (!link) throw new Error(`DRILL_SERVICE is one of ${chain.join(', ')}`);
  return serviceOf(link);
});
