import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';

const DAY_MS = 86_400_000;
const TENANTS_AT_ONCE = 20;

/** Yesterday, today and tomorrow: Slack's time of an event may be a little behind or ahead of ours. */
export const daysAround = (now: Date): string[] =>
  [-1, 0, 1].map((days) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10));

async function prepare(service: ServiceContext, tenant: string): Promise<void> {
  const days = daysAround(service.clock.now());
  await Promise.all([
    service.keyring.prefetch(days.map((day) => ({ tenant, category: 'intake', day }))),
    service.keyring.edgeIndex(tenant),
  ]);
}

/** The keys of a customer who is being erased are gone; those of all others are wanted none the less. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Failure && error.code === 'key-gone')) throw error;
}

/**
 * Has the keys in memory that the edge needs for these tenants, so that no click waits for the key service or fails with
 * it. The keyring keeps them fresh from then on. Throws Failure when the key service is away.
 */
export async function prepareKeys(service: ServiceContext, tenants: readonly string[]): Promise<void> {
  const ready = (tenant: string) => prepare(service, tenant).catch(unlessGone);
  for (let at = 0; at < tenants.length; at += TENANTS_AT_ONCE)
    await Promise.all(tenants.slice(at, at + TENANTS_AT_ONCE).map(ready));
}
