import type { ServiceContext } from '@crescendo/chassis';
import { TenantKeys } from './tenant-keys.ts';

const REMEMBERED_MS = 60_000;

/** The number of customers, which is the number of tenants with keys. Recounted every minute. */
export function createCustomerCount(): (service: ServiceContext) => Promise<number> {
  let counted: { at: number; customers: number } | undefined;
  return async (service) => {
    const now = service.clock.elapsed();
    if (counted && now - counted.at < REMEMBERED_MS) return counted.customers;
    const customers = await service.model(TenantKeys).countDocuments({ status: 'live' });
    counted = { at: now, customers };
    return customers;
  };
}
