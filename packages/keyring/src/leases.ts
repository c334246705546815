import { Failure, permanent, transient } from '@crescendo/contracts';
import { createHeldKeys } from './held-keys.ts';

/** A key as granted: absent when it is destroyed for good. `seconds`: how long it may be held. */
export type Granted<K> = { id: string; key: K | undefined; seconds: number };

type Lease<W, K> = { wanted: W; key: K | undefined; since: number; until: number; usedAt: number };

export type LeaseOptions<W, K> = {
  /** The key's name, unique within its tenant. */
  idOf(wanted: W): string;
  /** Gets keys of one tenant. Throws Failure. */
  fetch(tenant: string, wanted: readonly W[]): Promise<Granted<K>[]>;
  /** Keys to refresh in advance even if nobody used them lately. */
  keepReady(wanted: W): boolean;
  now: () => number;
  /** The maximum number of keys in memory, not counting exempt ones; the least recently used go first. */
  capacity: number;
  /** Keys that are never evicted: there are as many as customers, and clicks must not wait for them. */
  exempt(wanted: W): boolean;
};

export type Leases<W, K> = {
  /** Gets a key on each call: the function throws once the lease is over. */
  get(wanted: W): Promise<() => K>;
  /**
   * Applies a function to each item with its key; fetches a tenant's missing keys together. Throws a Failure:
   * `key-gone`, `key-service-unavailable`, or the service's own code.
   */
  withEach<I, T>(items: readonly I[], wantedBy: (item: I) => W, use: (item: I, key: K) => T): Promise<T[]>;
  /** Fetches keys needed later; a destroyed key is not an error. */
  prefetch(wanted: readonly W[]): Promise<void>;
  /** Drops an outdated key: the next use fetches it again. */
  replace(wanted: W, outdated: (key: K) => boolean): void;
  /**
   * Drops keys: held ones, ones handed out with `get`, and ones whose answers are still under way. Those answers serve
   * their callers and are not kept.
   */
  forget(matches: (wanted: W) => boolean): void;
  close(): void;
};

const REFRESH_AT = 0.8;
const RECENT = 0.5;
const CHECKS_PER_LEASE = 20;
const SHORTEST_CHECK = 250;
const LONGEST_CHECK = 5000;

/**
 * Keys in memory for as long as their lease. A key past its lease is never used. Keys used lately are fetched again at
 * 80% of the lease, so that work does not wait for the key service. Several simultaneous requests for a key lead to one
 * fetch.
 */
export function createLeases<W extends { tenant: string }, K>(options: LeaseOptions<W, K>): Leases<W, K> {
  const { now } = options;
  const held = createHeldKeys<Lease<W, K>>(options.capacity);
  const pending = new Map<string, Promise<Map<string, Lease<W, K>>>>();
  const asked = new Set<{ forgotten: ((wanted: W) => boolean)[] }>(); // requests, with the keys dropped meanwhile
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const nameOf = (wanted: W) => `${wanted.tenant} ${options.idOf(wanted)}`;

  const keep = (name: string, lease: Lease<W, K>) => held.set(name, lease, { exempt: options.exempt(lease.wanted) });

  async function request(tenant: string, wanted: readonly W[]): Promise<Map<string, Lease<W, K>>> {
    const since = now(); // the lease runs from the request: the answer may have been slow
    const asking: { forgotten: ((wanted: W) => boolean)[] } = { forgotten: [] };
    asked.add(asking);
    const answer = await options.fetch(tenant, wanted).finally(() => asked.delete(asking));
    const granted = new Map(answer.map((grant) => [grant.id, grant]));
    const fetched = new Map<string, Lease<W, K>>();
    for (const one of wanted) {
      const grant = granted.get(options.idOf(one));
      if (!grant) throw transient('key-service-unavailable', 'The key service left out a key it was asked for.');
      const name = nameOf(one);
      const lease = {
        wanted: one,
        key: grant.key,
        since,
        until: since + grant.seconds * 1000,
        usedAt: held.get(name)?.usedAt ?? since,
      };
      fetched.set(name, lease);
      if (!closed && !asking.forgotten.some((matches) => matches(one))) keep(name, lease);
    }
    checkLater();
    return fetched;
  }

  function fetchOnce(tenant: string, wanted: readonly W[]) {
    const batch = request(tenant, wanted).finally(() => {
      for (const one of wanted) pending.delete(nameOf(one));
    });
    for (const one of wanted) pending.set(nameOf(one), batch);
    return batch;
  }

  /** The leases by name; fetches missing ones in one batch per tenant. */
  async function obtain(wanted: readonly W[]): Promise<Map<string, Lease<W, K>>> {
    if (closed) throw transient('key-service-unavailable', 'The keyring was closed.');
    const found = new Map<string, Lease<W, K>>();
    const batches = new Set<Promise<Map<string, Lease<W, K>>>>();
    const missing = new Map<string, Map<string, W>>();
    for (const one of wanted) {
      const name = nameOf(one);
      const lease = held.get(name);
      const batch = pending.get(name);
      if (lease && lease.until > now()) found.set(name, lease);
      else if (batch) batches.add(batch);
      else missing.set(one.tenant, (missing.get(one.tenant) ?? new Map<string, W>()).set(name, one));
    }
    for (const [tenant, some] of missing) batches.add(fetchOnce(tenant, [...some.values()]));
    for (const batch of await Promise.all(batches)) for (const [name, lease] of batch) found.set(name, lease);
    return found;
  }

  /** The key of a lease that is valid now. */
  function keyOf(lease: Lease<W, K> | undefined): K {
    if (!lease || closed || lease.until <= now())
      throw transient('key-service-unavailable', 'The lease of a key is over.');
    if (lease.key === undefined) throw permanent('key-gone', 'The key of this value was destroyed.');
    lease.usedAt = now();
    const name = nameOf(lease.wanted);
    if (held.get(name) === lease) keep(name, lease);
    return lease.key;
  }

  /** Drops expired leases and refreshes due ones; stops at the first sign that the service is away. */
  async function check() {
    const due = new Map<string, W[]>();
    for (const [name, lease] of held.entries()) {
      const length = lease.until - lease.since;
      if (lease.until <= now()) held.delete(name);
      else if (lease.key !== undefined && !pending.has(name) && now() >= lease.since + length * REFRESH_AT) {
        const recent = lease.usedAt > now() - length * RECENT;
        if (recent || options.keepReady(lease.wanted))
          due.set(lease.wanted.tenant, [...(due.get(lease.wanted.tenant) ?? []), lease.wanted]);
      }
    }
    for (const [tenant, wanted] of due) {
      const failure = await fetchOnce(tenant, wanted).then(
        () => undefined,
        (error: unknown) => error,
      );
      // A failed refresh is ignored: the next use after the lease ends meets the same failure and reports it.
      if (closed || (failure instanceof Failure && failure.retry)) break;
    }
  }

  function checkLater() {
    if (timer || closed || held.size() === 0) return;
    let shortest = Number.POSITIVE_INFINITY;
    for (const [, lease] of held.entries()) shortest = Math.min(shortest, lease.until - lease.since);
    const wait = Math.min(LONGEST_CHECK, Math.max(SHORTEST_CHECK, shortest / CHECKS_PER_LEASE));
    timer = setTimeout(() => {
      void check().finally(() => {
        timer = undefined;
        checkLater();
      });
    }, wait).unref();
  }

  return {
    async get(wanted) {
      const lease = (await obtain([wanted])).get(nameOf(wanted));
      keyOf(lease);
      return () => keyOf(lease);
    },
    async withEach(items, wantedBy, use) {
      const leases = await obtain(items.map(wantedBy));
      return items.map((item) => use(item, keyOf(leases.get(nameOf(wantedBy(item))))));
    },
    async prefetch(wanted) {
      await obtain(wanted);
    },
    replace(wanted, outdated) {
      const name = nameOf(wanted);
      const key = held.get(name)?.key;
      if (key !== undefined && outdated(key)) held.delete(name);
    },
    forget(matches) {
      for (const { forgotten } of asked) forgotten.push(matches);
      for (const [name, lease] of held.entries()) {
        if (!matches(lease.wanted)) continue;
        lease.until = Number.NEGATIVE_INFINITY;
        held.delete(name);
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      held.clear();
    },
  };
}
