import type { Caller, ServiceContext } from '@crescendo/chassis';
import { transient } from '@crescendo/contracts';
import { Counter } from 'prom-client';
import { type LentKey, openKeys } from './find-keys.ts';
import type { KeyPlace } from './keys.ts';
import { createReleaseLimit } from './release-limit.ts';
import { type Release, recordRelease } from './releases.ts';
import type { TenantKeyring } from './tenant-keys.ts';

export type ReleaseRequest = {
  service: Pick<ServiceContext, 'model' | 'clock' | 'transaction'>;
  caller: Caller;
  request: Release['request'];
  places: readonly KeyPlace[];
};

/**
 * Throws Failure `key-service-starting` (retry) until `begin` was called: before the erasure ledger has been compared
 * with the database, an existing key may be a destroyed one.
 */
export type KeyRelease = {
  /**
   * Keys in the requested order. Missing ones are created; destroyed ones are undefined. Counted, recorded and
   * rate-limited.
   */
  keys(request: ReleaseRequest): Promise<(LentKey | undefined)[]>;
  /**
   * The tenant's key for keyed hashes, to compute `count` hashes within this service. Counted, recorded and
   * rate-limited likewise.
   */
  forHashes(request: Omit<ReleaseRequest, 'request' | 'places'> & { count: number }): Promise<Uint8Array | undefined>;
  /** Starts lending keys and exposes the metric. */
  begin(service: Pick<ServiceContext, 'metrics'>): void;
};

/**
 * The keys that are lent, only to the gateway, for a customer whose end is on hold: enough to ask Slack about them, to
 * let them come back, and to put their traffic aside. Nothing stored about people can be opened meanwhile.
 */
const givenOnHold: ReadonlySet<string> = new Set(['credential', 'intake', 'index']);

const ON_HOLD_RETRY_MS = 60_000;

/** The metric of lent keys; only this service has it. */
export const keysReleased = {
  name: 'crescendo_keys_released_total',
  help: 'Keys given to services, and hashes made for them, by category',
  labelNames: ['to', 'category'],
} as const;

function countsOf(places: readonly KeyPlace[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { category } of places) counts[category] = (counts[category] ?? 0) + 1;
  return counts;
}

/** The only way to open keys for other services. */
export function createKeyRelease(options: {
  tenants: TenantKeyring;
  perMinute: number;
  /** Whether the end of a customer is on hold. */
  isOnHold: (service: ReleaseRequest['service'], tenant: string) => Promise<boolean>;
}): KeyRelease {
  const { tenants, isOnHold } = options;
  const limit = createReleaseLimit(options);
  const released = new Counter({ ...keysReleased, registers: [] });
  let begun = false;

  /** False when nothing may be handed over. */
  async function record(service: ReleaseRequest['service'], release: Release): Promise<boolean> {
    if (Object.keys(release.counts).length === 0) return true;
    if (!(await recordRelease(service, release))) return false;
    for (const [category, count] of Object.entries(release.counts))
      released.inc({ to: release.service, category }, count);
    return true;
  }

  function admit({ service, caller }: Pick<ReleaseRequest, 'service' | 'caller'>, keys: number) {
    if (!begun)
      throw transient('key-service-starting', 'The key service has not compared its keys with the ledger yet.');
    limit.take(caller.service, keys, service.clock.now());
  }

  async function refuseOnHold(
    { service, caller }: Pick<ReleaseRequest, 'service' | 'caller'>,
    categories: readonly string[],
  ): Promise<void> {
    const given = caller.service === 'gateway' && categories.every((category) => givenOnHold.has(category));
    if (!given && (await isOnHold(service, caller.tenant)))
      throw transient('customer-on-hold', 'The end of this customer is on hold.', { after: ON_HOLD_RETRY_MS });
  }

  return {
    async keys({ service, caller, request, places }) {
      admit({ service, caller }, places.length);
      await refuseOnHold(
        { service, caller },
        places.map(({ category }) => category),
      );
      const keys = await openKeys(service, { tenants, tenant: caller.tenant, places });
      const counts = countsOf(places.filter((_, at) => keys[at] !== undefined));
      const recorded = await record(service, { tenant: caller.tenant, service: caller.service, request, counts });
      return recorded ? keys : keys.map(() => undefined);
    },
    async forHashes({ service, caller, count }) {
      admit({ service, caller }, count);
      await refuseOnHold({ service, caller }, ['index']);
      const { tenant } = caller;
      const [found] = await openKeys(service, { tenants, tenant, places: [{ category: 'index' }] });
      if (!found) return undefined;
      const release = { tenant, service: caller.service, request: 'find', counts: { hash: count } } as const;
      return (await record(service, release)) ? found.key : undefined;
    },
    begin(service) {
      if (begun) return;
      service.metrics.registry.registerMetric(released);
      begun = true;
    },
  };
}
