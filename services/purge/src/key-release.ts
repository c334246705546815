import type { Caller, ServiceContext } from '@crescendo/chassis';
import { Counter } from 'prom-client';
import { findOrMake, type KeyPlace, openKey } from './keys.ts';
import { createReleaseLimit } from './release-limit.ts';
import { type Release, recordRelease } from './releases.ts';
import { createTenantKeyring } from './tenant-keys.ts';
import type { Parent } from './wrapping.ts';

export type ReleaseRequest = {
  service: Pick<ServiceContext, 'model' | 'clock'>;
  caller: Caller;
  request: Release['request'];
  places: readonly KeyPlace[];
};

export type KeyRelease = {
  /** Keys in the order asked for, made where missing; undefined where destroyed. Counted, recorded and rate-limited. */
  keys(request: ReleaseRequest): Promise<(Uint8Array | undefined)[]>;
  /** The tenant's key for keyed hashes, to make `count` hashes with here. Counted, recorded and rate-limited as those. */
  forHashes(request: Omit<ReleaseRequest, 'request' | 'places'> & { count: number }): Promise<Uint8Array | undefined>;
  /** Before the first request: throws Failure when the master key does not open what is stored, and shows the metric. */
  prepare(service: Pick<ServiceContext, 'model' | 'clock' | 'metrics'>): Promise<void>;
};

/** The metric of this service alone. */
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

/** The one way by which keys are opened for others. */
export function createKeyRelease(options: { master: Parent; holdSeconds: number; perMinute: number }): KeyRelease {
  const tenants = createTenantKeyring(options);
  const limit = createReleaseLimit(options);
  const released = new Counter({ ...keysReleased, registers: [] });

  async function record(service: ReleaseRequest['service'], release: Release) {
    if (Object.keys(release.counts).length === 0) return;
    await recordRelease(service, release);
    for (const [category, count] of Object.entries(release.counts))
      released.inc({ to: release.service, category }, count);
  }

  async function find(service: ReleaseRequest['service'], tenant: string, places: readonly KeyPlace[]) {
    const parent = await tenants.open(service, tenant);
    if (!parent) return undefined;
    return { parent, wrapped: await findOrMake(service, parent, places) };
  }

  return {
    async keys({ service, caller, request, places }) {
      limit.take(caller.service, places.length, service.clock.now());
      const found = await find(service, caller.tenant, places);
      if (!found) return places.map(() => undefined);
      const { parent, wrapped } = found;
      const counts = countsOf(places.filter((_, at) => wrapped[at] !== undefined));
      const [keys] = await Promise.all([
        Promise.all(wrapped.map(async (key) => key && (await openKey(parent, key)))),
        record(service, { tenant: caller.tenant, service: caller.service, request, counts }),
      ]);
      return keys;
    },
    async forHashes({ service, caller, count }) {
      limit.take(caller.service, count, service.clock.now());
      const found = await find(service, caller.tenant, [{ category: 'index' }]);
      const [key] = found?.wrapped ?? [];
      if (!found || !key) return undefined;
      const release = { tenant: caller.tenant, service: caller.service, request: 'find' as const };
      const [opened] = await Promise.all([
        openKey(found.parent, key),
        record(service, { ...release, counts: { hash: count } }),
      ]);
      return opened;
    },
    async prepare(service) {
      await tenants.check(service);
      service.metrics.registry.registerMetric(released);
    },
  };
}
