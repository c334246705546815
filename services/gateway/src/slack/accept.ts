import type { ServiceContext } from '@crescendo/chassis';
import { type SlackTraffic, slackReceived, transient } from '@crescendo/contracts';
import { ExpiringMap } from '../expiring-map.ts';

export type Accepted = {
  tenant: string;
  /** Slack's id of the delivery. */
  delivery: string;
  at: Date;
  /** Asked for only when this is no replay; undefined: it turned out to be one. */
  traffic: () => Promise<SlackTraffic | undefined>;
};

/**
 * Puts what Slack sent on the stream, sealed, and resolves once the broker or our own outbox has it. A replay has the
 * same event id and so no effect downstream; one that this process remembers is not even produced again. Throws Failure:
 * retriable when neither could take it within two seconds, and then nothing was acknowledged.
 */
export type Accept = (service: ServiceContext, received: Accepted) => Promise<void>;

const ANSWER_MS = 1_900;
const REMEMBERED_MS = 600_000;
const REMEMBERED = 20_000;

/** Derived from Slack's id under the tenant's index key: the same for each delivery, and telling nothing. */
const eventIdOf = (index: (value: string) => string, delivery: string): string => `evt_${index(delivery)}`;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(transient('edge-too-slow', 'It could not be made safe in time.')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function createAccept(): Accept {
  const recent = new ExpiringMap<true>({ ttl: REMEMBERED_MS, capacity: REMEMBERED });

  async function publish(service: ServiceContext, received: Accepted): Promise<void> {
    const { tenant, delivery, at } = received;
    const index = await service.keyring.edgeIndex(tenant);
    const id = eventIdOf(index, delivery);
    if (recent.get(id)) {
      service.metrics.refused.inc({ code: 'replay' });
      return;
    }
    const traffic = await received.traffic();
    if (!traffic) return;
    await service.publishNow(slackReceived, { id, tenant, key: index(traffic.slackUser), time: at, data: { traffic } });
    recent.set(id, true);
  }

  return (service, received) => within(ANSWER_MS, publish(service, received));
}
