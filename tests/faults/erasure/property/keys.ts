import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineService, type ServiceContext } from '@crescendo/chassis';
import type { KeyTransport } from '@crescendo/keyring';
import { eraseRows } from '../../../../packages/chassis/src/erasure/erase-rows.ts';
import type { Scope } from '../../../../packages/chassis/src/fences/fences.ts';
import { openErasures } from '../../../../services/purge/src/erasures/erasures.ts';
import { Epochs } from '../../../../services/purge/src/keys/epochs.ts';
import { ErasedPeople } from '../../../../services/purge/src/keys/erased-people.ts';
import { openKeySide } from '../../../../services/purge/src/keys/key-side.ts';
import { Keys } from '../../../../services/purge/src/keys/keys.ts';
import { Releases } from '../../../../services/purge/src/keys/releases.ts';
import { LedgerHeads, Shreddings } from '../../../../services/purge/src/keys/shredding.ts';
import { TenantKeys } from '../../../../services/purge/src/keys/tenant-keys.ts';
import { asParent, newKey } from '../../../../services/purge/src/keys/wrapping.ts';
import { resolveRoute } from '../../../../services/purge/src/routes/resolve.ts';
import type { Mechanism } from './mechanisms.ts';
import { openReplica } from './replica.ts';

const PER_MINUTE = 1_000_000;
/** Longer than any run, so a process that holds a key when it is destroyed keeps holding it. */
const LEASE_SECONDS = 600;

const definition = defineService({
  name: 'purge',
  collections: [Epochs, TenantKeys, Keys, ErasedPeople, LedgerHeads, Shreddings, Releases, openErasures],
});

/** The real key service in the same process, on its own database, ledger and epoch files. */
export async function openKeys(options: { uri: string; brokers: string; without: Mechanism | undefined }) {
  const { uri, brokers, without } = options;
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-keys-'));
  const transport: KeyTransport = { post: async () => Promise.reject(new Error('it needs no keys itself')) };
  const replica = await openReplica({ group: 'purge', name: 'purge', service: definition, uri, brokers, transport });
  const { context, store, collections } = replica;
  const keySide = openKeySide(await asParent('master', newKey()), {
    KEY_LEASE_SECONDS: LEASE_SECONDS,
    KEY_RELEASES_PER_MINUTE: PER_MINUTE,
    ERASURE_LEDGER_DIR: join(dir, 'ledger'),
    EPOCH_KEYS_DIR: join(dir, 'epochs'),
  });
  await keySide.prepare(context);
  const resolve = resolveRoute(keySide.release, { ordinary: LEASE_SECONDS, edge: LEASE_SECONDS });

  return {
    definition: { name: definition.name, collections },
    /** The transport for keyrings of the toys' service. */
    transport: {
      post: (_path, body, { tenant }) =>
        resolve.handle({
          body: resolve.body.parse(body),
          caller: { service: 'personalization', tenant },
          service: context,
        }),
    } satisfies KeyTransport,
    async shred(erasure: string, { tenant, user }: Scope): Promise<void> {
      await keySide.shredding.shred(context, { erasure, tenant, ...(user && { user }) });
      if (without !== 'tombstone') return;
      if (user === undefined) await context.model(TenantKeys).deleteOne({ _id: tenant });
      else await context.model(ErasedPeople).deleteMany({ tenant, user });
    },
    /** The key service's part in the steps `erase` and `verify`. */
    async erase(scope: Scope): Promise<void> {
      await store.endTransactions();
      await eraseRows(store, collections, { scope, found: {}, again: true, signal: new AbortController().signal });
    },
    hasTombstone: (scope: Scope) => hasTombstone(context, scope),
    async close(): Promise<void> {
      await replica.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function hasTombstone({ model }: Pick<ServiceContext, 'model'>, { tenant, user }: Scope): Promise<boolean> {
  const found =
    user === undefined
      ? await model(TenantKeys).exists({ _id: tenant, status: 'gone' })
      : await model(ErasedPeople).exists({ tenant, user });
  return found !== null;
}
