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

/** All that has keys in its hands: what gives them out, what destroys them, and what both work with. */
export type KeySide = {
  epochs: EpochKeys;
  tenants: TenantKeyring;
  release: KeyRelease;
  shredding: Shredding;
  /**
   * Before the first key is given out: opens what has to open, and applies of the erasure ledger what a restored database
   * has not. Throws Failure (permanent), and no key is given out, when something of it is not as it should be:
   * `wrapped-key-broken` with another master key, `epoch-gone` with a database older than the epoch,
   * `erasure-ledger-behind`, `erasure-ledger-broken`.
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
      // Errors are logged by their code; this one's sentence says which file, and what to do.
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
