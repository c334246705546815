import { type Job, job } from '@crescendo/chassis';
import { prepareKeys } from '../keys-ahead.ts';
import type { Workspaces } from '../workspaces.ts';

/** A workspace that another replica installed has its keys here this soon, and so before its people know of the app. */
const LOOK_EVERY_MS = 2_000;
const LOOK_AT_ALL_EVERY_MS = 300_000;
/** Longer than an installation takes to be committed, and than the clocks of two replicas differ. */
const OVERLAP_MS = 60_000;

/**
 * Every replica has in memory the keys that it serves with: of workspaces that are new soon after they are installed,
 * wherever that was, and of all before tomorrow comes. What is in memory costs nothing when it is asked for again.
 */
export function keepKeysReady(workspaces: Workspaces): Job {
  let lookedAtAll = Number.NEGATIVE_INFINITY;
  return job({
    name: 'keep-keys-ready',
    every: LOOK_EVERY_MS,
    each: 'replica',
    async run({ now, service }) {
      const time = now.getTime();
      const isDue = Math.abs(time - lookedAtAll) >= LOOK_AT_ALL_EVERY_MS; // also when the clock was set back
      await prepareKeys(
        service,
        isDue ? await workspaces.all(service) : await workspaces.installedSince(service, new Date(time - OVERLAP_MS)),
      );
      if (isDue) lookedAtAll = time;
    },
  });
}
