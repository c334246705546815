import { createSecretKey, type KeyObject } from 'node:crypto';
import {
  Failure,
  findResponse,
  indexKeyResponse,
  resolveIntakeResponse,
  resolveKeysResponse,
  transient,
} from '@crescendo/contracts';
import type { z } from 'zod';
import type { Granted } from './leases.ts';
import { type KeyOwner, keyId } from './owner.ts';
import type { SealingKey } from './seal.ts';

/**
 * HTTP to the key service. `post` resolves to the body of a 2xx and throws a Failure otherwise, with `retry` when the
 * service is away.
 */
export type KeyTransport = { post(path: string, body: unknown, options: { tenant: string }): Promise<unknown> };

const KEYS_PER_REQUEST = 1000;
const DAYS_PER_REQUEST = 10;

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

type Answer = {
  keys: readonly { owner: KeyOwner; key: string; generation: number }[];
  gone: readonly KeyOwner[];
  lease: number;
};

/** As key objects, so that a log or an inspector shows nothing of the key. */
const granted = ({ keys, gone, lease }: Answer): Granted<SealingKey>[] => [
  ...keys.map(({ owner, key, generation }) => ({
    id: keyId(owner),
    key: { key: createSecretKey(key, 'base64url'), generation },
    seconds: lease,
  })),
  ...gone.map((owner) => ({ id: keyId(owner), key: undefined, seconds: lease })),
];

/** The key service's API, typed. Every call throws a Failure; `key-service-unavailable` if waiting may help. */
export function createKeyService(transport: KeyTransport) {
  async function ask<S extends z.ZodType>(question: { path: string; tenant: string; body: unknown; answer: S }) {
    const { path, tenant, body, answer } = question;
    let found: unknown;
    try {
      found = await transport.post(path, body, { tenant });
    } catch (error) {
      if (!(error instanceof Failure) || !error.retry) throw error;
      const details = error.after === undefined ? { cause: error } : { cause: error, after: error.after };
      throw transient('key-service-unavailable', 'The key service cannot be reached just now.', details);
    }
    const parsed = answer.safeParse(found);
    // Without the parser's messages, which could quote a key.
    if (!parsed.success) throw transient('key-service-unavailable', 'The key service answered in an unknown form.');
    return parsed.data;
  }

  async function resolve(tenant: string, owners: readonly KeyOwner[]): Promise<Granted<SealingKey>[]> {
    const keys = owners.map(({ user, category }) => (user === undefined ? { category } : { user, category }));
    const found = await ask({ path: '/keys/resolve', tenant, body: { keys }, answer: resolveKeysResponse });
    return granted({
      keys: found.keys.map(({ key, generation, ...owner }) => ({ owner: { tenant, ...owner }, key, generation })),
      gone: found.gone.map((owner) => ({ tenant, ...owner })),
      lease: found.lease,
    });
  }

  async function resolveDays(tenant: string, days: readonly string[]): Promise<Granted<SealingKey>[]> {
    const owner = (day: string): KeyOwner => ({ tenant, category: 'intake', day });
    const found = await ask({ path: '/keys/intake', tenant, body: { days }, answer: resolveIntakeResponse });
    return granted({
      keys: found.keys.map(({ day, key }) => ({ owner: owner(day), key, generation: 1 })),
      gone: found.gone.map(owner),
      lease: found.lease,
    });
  }

  return {
    /** Keys of one tenant, for people and for days, in as few requests as the service allows. */
    async keys(tenant: string, owners: readonly KeyOwner[]): Promise<Granted<SealingKey>[]> {
      const days = owners.flatMap(({ day }) => day ?? []);
      const others = owners.filter(({ day }) => day === undefined);
      const answers = await Promise.all([
        ...chunks(others, KEYS_PER_REQUEST).map((some) => resolve(tenant, some)),
        ...chunks(days, DAYS_PER_REQUEST).map((some) => resolveDays(tenant, some)),
      ]);
      return answers.flat();
    },

    /** The tenant's key for keyed hashes. Released to the gateway only. */
    async indexKey(tenant: string): Promise<Granted<KeyObject>> {
      const { key, lease } = await ask({ path: '/keys/index-key', tenant, body: {}, answer: indexKeyResponse });
      return { id: tenant, key: createSecretKey(key, 'base64url'), seconds: lease };
    },

    /** Keyed hashes, in the order of the values. */
    async find(tenant: string, values: readonly string[]): Promise<string[]> {
      const answers = await Promise.all(
        chunks(values, KEYS_PER_REQUEST).map(async (some) => {
          const { hashes } = await ask({
            path: '/keys/find',
            tenant,
            body: { values: some },
            answer: findResponse,
          });
          if (hashes.length !== some.length)
            throw transient('key-service-unavailable', 'The key service left out a hash it was asked for.');
          return hashes;
        }),
      );
      return answers.flat();
    },
  };
}
