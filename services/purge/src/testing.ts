import { testService } from '@crescendo/chassis/testing';
import { newId, resolveKeysResponse, type ServiceName } from '@crescendo/contracts';
import { createKeyring, type KeyOwner } from '@crescendo/keyring';
import { purge } from './service.ts';
import { asParent, newKey } from './wrapping.ts';

export const settings = { KEY_LEASE_SECONDS: 60, EDGE_KEY_LEASE_SECONDS: 3600, KEY_RELEASES_PER_MINUTE: 5000 };
export const NOON = new Date('2026-11-24T12:00:00Z');
export const daysAfterNoon = (days: number) => new Date(NOON.getTime() + days * 24 * 60 * 60 * 1000);

export const newMaster = () => asParent('master', newKey());
export const world = () => ({ tenant: newId('tenant'), user: newId('user') });

/** Asks a route of the key service as another service would. */
export type Ask = (from: { service: ServiceName; tenant: string }, path: string, body: unknown) => Promise<unknown>;

/** The key service on a database of its own. `replica` is another process on the same database. */
export async function keyService() {
  const master = await newMaster();
  const definition = purge(master, settings);
  const { context, setNow, runJob } = await testService(definition, { now: NOON });
  await definition.warmUp?.(context);

  const askerOf =
    ({ routes }: typeof definition): Ask =>
    async (from, path, body) => {
      const route = routes.find((known) => known.path === path);
      if (!route?.from.includes(from.service)) throw new Error(`${from.service} is not let in at ${path}`);
      const answer = await route.handle({ body: route.body.parse(body), caller: from, service: context });
      return route.response.parse(answer);
    };
  return { ask: askerOf(definition), replica: () => askerOf(purge(master, settings)), context, setNow, runJob };
}

/** A service's keyring that asks this key service. */
export const keyringOf = (ask: Ask, service: ServiceName) =>
  createKeyring({ transport: { post: (path, body, { tenant }) => ask({ service, tenant }, path, body) } });

export const place = (owner: KeyOwner) => ({ owner, record: 'evt_0000000000000000', field: 'text' });

/** Identity keys of people, asked for by ingestion. */
export const resolve = async (ask: Ask, tenant: string, users: string[]) =>
  resolveKeysResponse.parse(
    await ask({ service: 'ingestion', tenant }, '/keys/resolve', {
      keys: users.map((user) => ({ user, category: 'identity' })),
    }),
  );
