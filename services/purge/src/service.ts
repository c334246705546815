import { defineService } from '@crescendo/chassis';
import { Epochs } from './epochs.ts';
import { destroyIntakeKeys } from './jobs/destroy-intake-keys.ts';
import { createKeyRelease } from './key-release.ts';
import { Keys } from './keys.ts';
import type { Leases } from './leases.ts';
import { Releases } from './releases.ts';
import { findRoute } from './routes/find.ts';
import { indexKeyRoute } from './routes/index-key.ts';
import { intakeRoute } from './routes/intake.ts';
import { resolveRoute } from './routes/resolve.ts';
import { TenantKeys } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';

export type PurgeOptions = {
  master: Parent;
  leases: Leases;
  /** Keys given to one service within a minute. */
  releasesPerMinute: number;
};

/** The key service: makes, lends and destroys the keys under which personal data is sealed. */
export function purge({ master, leases, releasesPerMinute }: PurgeOptions) {
  const release = createKeyRelease({ master, holdSeconds: leases.ordinary, perMinute: releasesPerMinute });
  return defineService({
    name: 'purge',
    collections: [Epochs, TenantKeys, Keys, Releases],
    routes: [
      resolveRoute(release, leases),
      intakeRoute(release, leases),
      indexKeyRoute(release, leases),
      findRoute(release),
    ],
    jobs: [destroyIntakeKeys],
    warmUp: release.prepare,
  });
}
