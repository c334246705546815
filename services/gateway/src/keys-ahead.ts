import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';

const DAY_MS = 86_400_000;
const TENANTS_AT_ONCE = 20;

/** Yesterday, today and tomorrow: Slack's time of an event may differ slightly from ours. */
export const daysAround = (now: Date): string[] =>
  [-1, 0, 1].map((days) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10));

async function prepare(service: ServiceContext, tenant: string): Promise<void> {
  const days = daysAround(service.clock.now());
  await Promise.all([
    service.keyring.prefetch(days.map((day) => ({ tenant, category: 'intake', day }))),
    service.keyring.edgeIndex(tenant),
  ]);
}

/** Whether the failure concerns all customers: then asking for the next one only wastes time. */
const isAway = (error: unknown): boolean => error instanceof Failure && error.retry;

/** The keys of a customer being erased are gone, and not needed. */
const isGone = (error: unknown): boolean => error instanceof Failure && error.code === 'key-gone';

/**
 * Loads the keys that the edge needs for these tenants, so that no click waits for the key service or fails with it.
 * From then on the keyring keeps them fresh. Throws a Failure when the key service is away; a failure of one customer
 * is thrown after all others have their keys.
 */
export async function prepareKeys(service: ServiceContext, tenants: readonly string[]): Promise<void> {
  const wrong: unknown[] = [];
  for (let at = 0; at < tenants.length; at += TENANTS_AT_ONCE) {
    const some = tenants.slice(at, at + TENANTS_AT_ONCE);
    const ended = await Promise.allSettled(some.map((tenant) => prepare(service, tenant)));
    for (const one of ended) {
      if (one.status === 'fulfilled' || isGone(one.reason)) continue;
      if (isAway(one.reason)) throw one.reason;
      wrong.push(one.reason);
    }
  }
  if (wrong.length > 0) throw wrong[0];
}
