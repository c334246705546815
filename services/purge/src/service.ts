import { defineService } from '@crescendo/chassis';
import { Epochs } from './epochs.ts';
import { destroyIntakeKeys } from './jobs/destroy-intake-keys.ts';
import { createKeyRelease } from './key-release.ts';
import { Keys } from './keys.ts';
import { Releases } from './releases.ts';
import { findRoute } from './routes/find.ts';
import { indexKeyRoute } from './routes/index-key.ts';
import { intakeRoute } from './routes/intake.ts';
import { resolveRoute } from './routes/resolve.ts';
import type { PurgeSettings } from './settings.ts';
import { TenantKeys } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';

/** The key service: makes, lends and destroys the keys under which personal data is sealed. */
export function purge(master: Parent, settings: Omit<PurgeSettings, 'MASTER_KEY_FILE'>) {
  const leases = { ordinary: settings.KEY_LEASE_SECONDS, edge: settings.EDGE_KEY_LEASE_SECONDS };
  const perMinute = settings.KEY_RELEASES_PER_MINUTE;
  const release = createKeyRelease({ master, holdSeconds: leases.ordinary, perMinute });
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
