import { createHmac, type KeyObject } from 'node:crypto';
import { type Category, permanent, transient } from '@crescendo/contracts';
import { createKeyService, type KeyTransport } from './key-service.ts';
import { createLeases } from './leases.ts';
import { type KeyOwner, keyId } from './owner.ts';
import { checkBinding, openValue, type SealingKey, sealValue } from './seal.ts';

/**
 * `record` and `field` say where the value will rest: it opens there and nowhere else. `padded` hides its length. With
 * `generation` the key has to be that one or a later: one of before a withdrawn consent is held, and given out, for a while.
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
 * Seals and opens personal values with keys lent by the key service. Every method throws Failure:
 * `key-service-unavailable` (retry), `key-gone` (permanent: destroyed, what it sealed is erased), or what the key service
 * refused with, such as `category-not-granted`.
 */
export interface Keyring {
  /** Sealed values (JWE, compact form) in the order of the requests. Also throws `value-not-json`. */
  seal(requests: readonly SealRequest[]): Promise<string[]>;
  /** The values in the order of the requests. Also throws `seal-broken` (permanent): changed, or from another place. */
  open(requests: readonly OpenRequest[]): Promise<unknown[]>;
  /** Fetches keys before they are needed. Intake keys of today and later days are then kept ready. */
  prefetch(owners: readonly KeyOwner[]): Promise<void>;
  /** Keyed hashes of values of at most 400 characters, made by the key service; the same as `edgeIndex` makes. */
  hash(tenant: string, values: readonly string[]): Promise<string[]>;
  /**
   * Makes keyed hashes (HMAC-SHA256, base64url) without asking the key service each time; the gateway's alone. Get the
   * function anew for each piece of work: its key is lent too, and it throws once the lease is over.
   */
  edgeIndex(tenant: string): Promise<(value: string) => string>;
  /**
   * Drops what is held of a customer (the keys of days and of hashes too), of a person, or of a person's category: the next
   * who needs such a key asks the key service. Work under way may end with a key that it has, or fails with
   * `key-service-unavailable` and is tried again.
   */
  forget(scope: KeyScope): void;
  /** Forgets every key. Nothing can be sealed or opened afterwards. */
  close(): void;
}

export type KeyScope = { tenant: string; user?: string | undefined; category?: Category | undefined };

/** Keys of people held at most. Those of days and of hashes are beside them: a few for each customer. */
const KEYS_HELD = 20_000;

/** Opens a value with the key that its header names, if that is the one there is. */
function openWith({ key, generation }: SealingKey, sealed: { jwe: string; generation: number }): unknown {
  if (sealed.generation < generation) throw permanent('key-gone', 'The key of this value was destroyed.');
  if (sealed.generation > generation)
    throw transient('key-service-unavailable', 'The key service gave a key from before this value.');
  return openValue({ key, jwe: sealed.jwe });
}

/** Seals a value, if the key is not one that is about to be destroyed. */
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
    // A click must not wait for the key service, nor fail with it.
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
        // What is held may be from before a consent was given anew; a first key is never too old.
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
