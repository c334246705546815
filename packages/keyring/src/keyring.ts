import { createHmac, type KeyObject } from 'node:crypto';
import { type Category, permanent, transient } from '@crescendo/contracts';
import { createKeyService, type KeyTransport } from './key-service.ts';
import { createLeases } from './leases.ts';
import { type KeyOwner, keyId } from './owner.ts';
import { checkBinding, openValue, type SealingKey, sealValue } from './seal.ts';

/**
 * `record` and `field` say where the value will be stored: it opens only there. `padded` hides its length. `generation`
 * requires a key of that generation or later, because a key from before a withdrawal stays in memory for a while.
 */
export type SealRequest = {
  owner: KeyOwner;
  record: string;
  field: string;
  value: unknown;
  padded: boolean;
  generation?: number | undefined;
};
export type OpenRequest = { owner: KeyOwner; record: string; field: string; jwe: string };

/**
 * Seals and opens personal values with keys from the key service. Every method throws a Failure:
 * `key-service-unavailable` (retry), `key-gone` (permanent: destroyed, and what it sealed is erased), or the key
 * service's own code, such as `category-not-granted`.
 */
export interface Keyring {
  /** Sealed values (JWE, compact form) in the order of the requests. Also throws `value-not-json`. */
  seal(requests: readonly SealRequest[]): Promise<string[]>;
  /**
   * The values in the order of the requests. Also throws `seal-broken` (permanent): the value was changed, or belongs
   * to another place.
   */
  open(requests: readonly OpenRequest[]): Promise<unknown[]>;
  /** Fetches keys before they are needed. From then on intake keys of today and later days stay ready. */
  prefetch(owners: readonly KeyOwner[]): Promise<void>;
  /** Keyed hashes of values of at most 400 characters, computed by the key service; equal to those of `edgeIndex`. */
  hash(tenant: string, values: readonly string[]): Promise<string[]>;
  /**
   * Computes keyed hashes (HMAC-SHA256, base64url) without asking the key service each time; only for the gateway. Get
   * a new function for each piece of work: its key is leased too, and it throws once the lease is over.
   */
  edgeIndex(tenant: string): Promise<(value: string) => string>;
  /**
   * Drops the keys of a customer (including intake and index keys), of a person, or of a person's category: the next
   * use asks the key service. Running work may finish with a key it has, or fails with `key-service-unavailable` and is
   * retried.
   */
  forget(scope: KeyScope): void;
  /** Drops every key. Nothing can be sealed or opened afterwards. */
  close(): void;
}

export type KeyScope = { tenant: string; user?: string | undefined; category?: Category | undefined };

/** The maximum number of people's keys in memory. Intake and index keys come on top: a few per customer. */
const KEYS_HELD = 20_000;

/** Opens a value with the key that its header names, if that key exists. */
function openWith({ key, generation }: SealingKey, sealed: { jwe: string; generation: number }): unknown {
  if (sealed.generation < generation) throw permanent('key-gone', 'The key of this value was destroyed.');
  if (sealed.generation > generation)
    throw transient('key-service-unavailable', 'The key service gave a key from before this value.');
  return openValue({ key, jwe: sealed.jwe });
}

/** Seals a value, unless the key is about to be destroyed. */
function sealWith(key: SealingKey, { generation = 1, value, padded, ...binding }: SealRequest): string {
  if (key.generation < generation)
    throw transient('key-service-unavailable', 'The key of before a withdrawn consent is not destroyed yet.');
  return sealValue({ key, binding, value, padded });
}

/** @param options.now what leases go by; @param options.today which day it is, where traffic is sealed by its day */
export function createKeyring(options: { transport: KeyTransport; now?: () => number; today?: () => Date }): Keyring {
  const { transport, now = Date.now, today = () => new Date(now()) } = options;
  const service = createKeyService(transport);

  const keys = createLeases<KeyOwner, SealingKey>({
    idOf: keyId,
    fetch: service.keys,
    // A click must neither wait for the key service nor fail with it.
    keepReady: ({ day }) => day !== undefined && day >= today().toISOString().slice(0, 10),
    now,
    capacity: KEYS_HELD,
    exempt: ({ day }) => day !== undefined,
  });
  const indexKeys = createLeases<{ tenant: string }, KeyObject>({
    idOf: ({ tenant }) => tenant,
    fetch: async (tenant) => [await service.indexKey(tenant)],
    keepReady: () => true,
    now,
    capacity: 0,
    exempt: () => true,
  });

  return {
    seal(requests) {
      for (const { owner, generation = 1 } of requests)
        if (generation > 1) keys.replace(owner, (held) => held.generation < generation);
      return keys.withEach(
        requests,
        ({ owner }) => owner,
        (request, key) => sealWith(key, request),
      );
    },
    async open(requests) {
      const sealed = requests.map((request) => {
        const generation = checkBinding(request.jwe, request);
        // A key in memory may be from before a withdrawal; a first-generation request accepts any key.
        if (generation > 1) keys.replace(request.owner, (held) => held.generation < generation);
        return { owner: request.owner, jwe: request.jwe, generation };
      });
      return keys.withEach(
        sealed,
        ({ owner }) => owner,
        (value, key) => openWith(key, value),
      );
    },
    prefetch: keys.prefetch,
    hash: service.find,
    async edgeIndex(tenant) {
      const key = await indexKeys.get({ tenant });
      return (value) => createHmac('sha256', key()).update(value).digest('base64url');
    },
    forget({ tenant, user, category }) {
      keys.forget(
        (owner) =>
          owner.tenant === tenant &&
          (user === undefined || owner.user === user) &&
          (category === undefined || owner.category === category),
      );
      if (user === undefined && category === undefined) indexKeys.forget((owner) => owner.tenant === tenant);
    },
    close() {
      keys.close();
      indexKeys.close();
    },
  };
}
