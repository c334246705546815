import type { KeyObject } from 'node:crypto';
import { defineService } from '@crescendo/chassis';
import { confirmAtGateway } from './erasures/confirm-at-gateway.ts';
import { coordinator } from './erasures/coordinator.ts';
import { showErasures } from './erasures/erasure-metrics.ts';
import { destroyIntakeKeys } from './jobs/destroy-intake-keys.ts';
import { rotateEpoch } from './jobs/rotate-epoch.ts';
import { createCustomerCount } from './keys/count-customers.ts';
import { Epochs } from './keys/epochs.ts';
import { ErasedPeople } from './keys/erased-people.ts';
import { openKeySide } from './keys/key-side.ts';
import { Keys } from './keys/keys.ts';
import { Releases } from './keys/releases.ts';
import { LedgerHeads, Shreddings } from './keys/shredding.ts';
import { TenantKeys } from './keys/tenant-keys.ts';
import type { Parent } from './keys/wrapping.ts';
import { issueReceipts } from './receipt/issue-receipts.ts';
import { findRoute } from './routes/find.ts';
import { indexKeyRoute } from './routes/index-key.ts';
import { intakeRoute } from './routes/intake.ts';
import { resolveRoute } from './routes/resolve.ts';
import type { PurgeSettings } from './settings.ts';

/** The keys that this service itself gets: the one above all others, and the one that signs receipts. */
export type PurgeKeys = { master: Parent; receiptKey: KeyObject };

/**
 * The key service creates, lends and destroys the keys of personal data. It also leads erasures, from the request to
 * the receipt.
 */
export function purge(
  { master, receiptKey }: PurgeKeys,
  settings: Omit<PurgeSettings, 'MASTER_KEY_FILE' | 'RECEIPT_KEY_FILE' | 'RECEIPT_KEYS_FILE'>,
) {
  const leases = { ordinary: settings.KEY_LEASE_SECONDS, edge: settings.EDGE_KEY_LEASE_SECONDS };
  const keySide = openKeySide(master, settings);
  const { release } = keySide;
  const leading = coordinator({
    shred: keySide.shredding.shred,
    issue: issueReceipts(receiptKey, {
      issuer: settings.RECEIPT_ISSUER,
      leaseMs: leases.ordinary * 1_000,
      edgeLeaseMs: leases.edge * 1_000,
      epochHours: settings.EPOCH_HOURS,
      backupHours: settings.BACKUP_HOURS,
      telemetryDays: settings.TELEMETRY_DAYS,
    }),
    leaseMs: leases.ordinary * 1_000,
    confirm: confirmAtGateway,
    breaker: { endsPerHour: settings.CUSTOMERS_ENDING_PER_HOUR, customers: createCustomerCount() },
    graceHours: settings.PURGE_GRACE_HOURS,
    coolingOffHours: settings.ERASURE_COOLING_OFF_HOURS,
  });
  return defineService({
    name: 'purge',
    collections: [
      ...[Epochs, TenantKeys, Keys, ErasedPeople, LedgerHeads, Shreddings, Releases],
      ...leading.collections,
    ],
    handlers: leading.handlers,
    routes: [
      resolveRoute(release, leases),
      intakeRoute(release, leases),
      indexKeyRoute(release, leases),
      findRoute(release),
      ...leading.routes,
    ],
    operatorRoutes: leading.operatorRoutes,
    jobs: [destroyIntakeKeys, rotateEpoch({ ...keySide, hours: settings.EPOCH_HOURS }), ...leading.jobs],
    publishes: leading.publishes,
    warmUp: async (service) => {
      await keySide.prepare(service);
      showErasures(service);
    },
  });
}
