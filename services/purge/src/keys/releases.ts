import { randomUUID } from 'node:crypto';
import { collection, type ServiceContext } from '@crescendo/chassis';
import { opaque, plain, type ServiceName, services, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { TenantKeys } from './tenant-keys.ts';

const RETENTION_SECONDS = 90 * 24 * 60 * 60;

/** How many keys of which kind each service got: one row per request, never a key or its owner. */
export const Releases = collection({
  name: 'releases',
  schema: z.object({
    _id: opaque(z.string()),
    at: plain(z.date()),
    tenant: tenantId,
    service: plain(z.enum(services)),
    request: plain(z.enum(['resolve', 'intake', 'index-key', 'find'])),
    counts: plain(z.record(z.string(), z.int().positive())),
  }),
  indexes: [{ fields: { at: 1 }, expireAfterSeconds: RETENTION_SECONDS }, { fields: { tenant: 1 } }],
});

export type Release = {
  tenant: string;
  service: ServiceName;
  request: 'resolve' | 'intake' | 'index-key' | 'find';
  /** By category. */
  counts: Record<string, number>;
};

/**
 * Records a release; a key is handed over only after this has succeeded. False when the customer's keys were destroyed
 * since the key was read: then hand over nothing. So no row outlives the customer.
 */
export async function recordRelease(
  service: Pick<ServiceContext, 'model' | 'clock' | 'transaction'>,
  release: Release,
): Promise<boolean> {
  return await service.transaction(async () => {
    if (await service.model(TenantKeys).exists({ _id: release.tenant, status: 'gone' })) return false;
    await service.model(Releases).create([{ _id: randomUUID(), at: service.clock.now(), ...release }]);
    return true;
  });
}
