import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { isOnHold } from '../erasures/holds.ts';
import type { PurgeSettings } from '../settings.ts';
import { showEpochAge } from './epoch-age.ts';
import { epochDirectory } from './epoch-files.ts';
import { createEpochKeys, type EpochKeys } from './epochs.ts';
import { createErasureLedger } from './erasure-ledger.ts';
import { createKeyRelease, type KeyRelease } from './key-release.ts';
import { createShredding, type Shredding } from './shredding.ts';
import { createTenantKeyring, requireEpochsOfTenants, type TenantKeyring } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';
import { writeOnceDirectory } from './write-once.ts';

/** Everything that handles keys: lending, destroying, and what both need. */
export type KeySide = {
  epochs: EpochKeys;
  tenants: TenantKeyring;
  release: KeyRelease;
  shredding: Shredding;
  /**
   * Call before the first key is lent: checks that the keys open, and applies the ledger entries that a restored
   * database lacks. Throws a permanent Failure, and no key is lent, when something does not match: `wrapped-key-broken`
   * (another master key), `epoch-gone` (a database older than the epoch), `erasure-ledger-behind`,
   * `erasure-ledger-broken`.
   */
  prepare(service: ServiceContext): Promise<void>;
  /** Whether `prepare` has succeeded. */
  begun(): boolean;
};

export function openKeySide(
  master: Parent,
  settings: Pick<
    PurgeSettings,
    'KEY_LEASE_SECONDS' | 'KEY_RELEASES_PER_MINUTE' | 'ERASURE_LEDGER_DIR' | 'EPOCH_KEYS_DIR'
  >,
): KeySide {
  const holdSeconds = settings.KEY_LEASE_SECONDS;
  const epochs = createEpochKeys({ master, files: epochDirectory(settings.EPOCH_KEYS_DIR), holdSeconds });
  const tenants = createTenantKeyring({ epochs, holdSeconds });
  const release = createKeyRelease({ tenants, perMinute: settings.KEY_RELEASES_PER_MINUTE, isOnHold });
  const ledger = createErasureLedger(writeOnceDirectory(settings.ERASURE_LEDGER_DIR));
  const shredding = createShredding({ ledger, tenants });
  let begun = false;

  async function compare(service: ServiceContext): Promise<number> {
    try {
      await requireEpochsOfTenants(service, await epochs.prepare(service));
      return await shredding.catchUp(service);
    } catch (error) {
      // The log shows only an error's code; this message also says which file, and what to do.
      if (error instanceof Failure && !error.retry) service.log.error({ code: error.code }, error.message);
      throw error;
    }
  }

  return {
    epochs,
    tenants,
    release,
    shredding,
    begun: () => begun,
    async prepare(service) {
      const applied = await compare(service);
      if (applied > 0)
        service.log.warn({ entries: applied }, 'the erasure ledger was ahead of the database and has been applied');
      begun = true;
      release.begin(service);
      showEpochAge(service, epochs);
    },
  };
}
