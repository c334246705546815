import { type Job, job } from '@crescendo/chassis';
import { prepareKeys } from '../keys-ahead.ts';
import type { Workspaces } from '../workspaces.ts';

const FIVE_MINUTES = 300_000;

/** Every workspace's keys for tomorrow are in memory before tomorrow comes. */
export const keepKeysReady = (workspaces: Workspaces): Job =>
  job({
    name: 'keep-keys-ready',
    every: FIVE_MINUTES,
    async run({ service }) {
      await prepareKeys(service, await workspaces.all(service));
    },
  });
