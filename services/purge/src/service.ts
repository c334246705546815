import { defineService } from '@crescendo/chassis';
import { Epochs } from './epochs.ts';
import { ErasedPeople } from './erased-people.ts';
import { destroyIntakeKeys } from './jobs/destroy-intake-keys.ts';
import { rotateEpoch } from './jobs/rotate-epoch.ts';
import { openKeySide } from './key-side.ts';
import { Keys } from './keys.ts';
import { Releases } from './releases.ts';
import { findRoute } from './routes/find.ts';
import { indexKeyRoute } from './routes/index-key.ts';
import { intakeRoute } from './routes/intake.ts';
import { resolveRoute } from './routes/resolve.ts';
import type { PurgeSettings } from './settings.ts';
import { LedgerHeads, Shreddings } from './shredding.ts';
import { TenantKeys } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';

type KeySettings = Omit<PurgeSettings, 'MASTER_KEY_FILE' | 'BACKUP_HOURS' | 'TELEMETRY_DAYS' | `RECEIPT_${string}`>;

/** The key service: makes, lends and destroys the keys under which personal data is sealed. */
export function purge(master: Parent, settings: KeySettings) {
  const leases = { ordinary: settings.KEY_LEASE_SECONDS, edge: settings.EDGE_KEY_LEASE_SECONDS };
  const keySide = openKeySide(master, settings);
  const { release } = keySide;
  return defineService({
    name: 'purge',
    collections: [Epochs, TenantKeys, Keys, ErasedPeople, LedgerHeads, Shreddings, Releases],
    routes: [
      resolveRoute(release, leases),
      intakeRoute(release, leases),
      indexKeyRoute(release, leases),
      findRoute(release),
    ],
    jobs: [destroyIntakeKeys, rotateEpoch({ ...keySide, hours: settings.EPOCH_HOURS })],
    warmUp: keySide.prepare,
  });
}
