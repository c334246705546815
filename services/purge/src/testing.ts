import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testService } from '@crescendo/chassis-testing';
import { newId, resolveKeysResponse, type ServiceName } from '@crescendo/contracts';
import { createKeyring, type KeyOwner } from '@crescendo/keyring';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import { openKeySide } from './keys/key-side.ts';
import { asParent, newKey } from './keys/wrapping.ts';
import { purge } from './service.ts';

export const settings = {
  KEY_LEASE_SECONDS: 60,
  EDGE_KEY_LEASE_SECONDS: 3600,
  KEY_RELEASES_PER_MINUTE: 5000,
  EPOCH_HOURS: 12,
  RECEIPT_ISSUER: 'Crescendo',
  BACKUP_HOURS: 24,
  TELEMETRY_DAYS: 30,
  PURGE_GRACE_HOURS: 24,
  CUSTOMERS_ENDING_PER_HOUR: 3,
  ERASURE_COOLING_OFF_HOURS: 24,
};

/** The key that signs receipts in tests. */
export const { privateKey: receiptKey } = generateKeyPairSync('ed25519');
export const NOON = new Date('2026-11-24T12:00:00Z');
export const hoursAfterNoon = (hours: number) => new Date(NOON.getTime() + hours * 60 * 60 * 1000);
export const daysAfterNoon = (days: number) => hoursAfterNoon(24 * days);

export const newMaster = () => asParent('master', newKey());
export const world = () => ({ tenant: newId('tenant'), user: newId('user') });

/** Calls a route of the key service as another service. */
export type Ask = (from: { service: ServiceName; tenant: string }, path: string, body: unknown) => Promise<unknown>;

/** Directories for the ledger and the epoch keys, deleted after the test. */
export async function keyDirectories() {
  const dir = await mkdtemp(join(tmpdir(), 'keys-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return { ERASURE_LEDGER_DIR: join(dir, 'ledger'), EPOCH_KEYS_DIR: join(dir, 'epochs') };
}

/**
 * The key service on its own database and directories. `replica` is another process on the same data, prepared at its
 * first request.
 */
export async function keyService() {
  const master = await newMaster();
  const own = { ...settings, ...(await keyDirectories()) };
  const definition = purge({ master, receiptKey }, own);
  const { context, setNow, runJob, store } = await testService(definition, { now: NOON });
  await definition.warmUp?.(context);

  function askerOf({ routes, warmUp }: typeof definition, asService = context): Ask {
    let warm: Promise<void> | undefined;
    return async (from, path, body) => {
      warm ??= warmUp?.(asService);
      await warm;
      const route = routes.find((known) => known.path === path);
      if (!route?.from.includes(from.service)) throw new Error(`${from.service} is not let in at ${path}`);
      const answer = await route.handle({ body: route.body.parse(body), caller: from, service: context });
      return route.response.parse(answer);
    };
  }
  /** The context of another process of the service: nothing in memory, and its own metrics. */
  const another = () => ({ ...context, metrics: { ...context.metrics, registry: new Registry() } });
  return {
    ask: askerOf(definition),
    replica: (ofMaster = master, settingsOf = own) =>
      askerOf(purge({ master: ofMaster, receiptKey }, settingsOf), another()),
    /** The key side of another process, not prepared. */
    keySide: (settingsOf = own) => openKeySide(master, settingsOf),
    context,
    store,
    settings: own,
    master,
    setNow,
    runJob,
  };
}

/** A service's keyring that asks this key service. */
export const keyringOf = (ask: Ask, service: ServiceName) =>
  createKeyring({ transport: { post: (path, body, { tenant }) => ask({ service, tenant }, path, body) } });

export const place = (owner: KeyOwner) => ({ owner, record: 'evt_0000000000000000', field: 'text' });

/** Requests people's identity keys, as ingestion. */
export const resolve = async (ask: Ask, tenant: string, users: string[]) =>
  resolveKeysResponse.parse(
    await ask({ service: 'ingestion', tenant }, '/keys/resolve', {
      keys: users.map((user) => ({ user, category: 'identity' })),
    }),
  );
