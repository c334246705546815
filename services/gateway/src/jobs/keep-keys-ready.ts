import { type Job, job } from '@crescendo/chassis';
import { prepareKeys } from '../keys-ahead.ts';
import type { Workspaces } from '../workspaces.ts';

/**
 * How soon this replica has the keys of a workspace that another replica installed: before its people know of the app.
 */
const LOOK_EVERY_MS = 2_000;
const LOOK_AT_ALL_EVERY_MS = 300_000;
/** Longer than an installation takes to commit, and than two replicas' clocks differ. */
const OVERLAP_MS = 60_000;

/**
 * Every replica keeps the keys it needs in memory: a new workspace's soon after it is installed on any replica, and
 * everyone's for tomorrow before tomorrow comes. Keys already in memory cost nothing.
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
