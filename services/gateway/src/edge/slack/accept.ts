import type { Deadline, ServiceContext } from '@crescendo/chassis';
import { type SlackTraffic, slackReceived } from '@crescendo/contracts';
import { ExpiringMap } from '../../expiring-map.ts';

export type Accepted = {
  tenant: string;
  /** Slack's id of the delivery. */
  delivery: string;
  at: Date;
  /** Called only if this is not a replay, with the event's id; undefined means that it is one. */
  traffic: (id: string) => Promise<SlackTraffic | undefined>;
  /** When we answer Slack. */
  limit: Deadline;
};

/**
 * Puts Slack's event on the stream, sealed, and resolves once the broker or our outbox has it. A replay has the same
 * event id and so no effect downstream; a replay that this process remembers is not even produced again. Throws a
 * retriable Failure when neither could take it in time; then nothing was acknowledged.
 */
export type Accept = (service: ServiceContext, received: Accepted) => Promise<void>;

const REMEMBERED_MS = 600_000;
const REMEMBERED = 20_000;

/** Derived from Slack's id under the tenant's index key: the same for each delivery, and revealing nothing. */
const eventIdOf = (index: (value: string) => string, delivery: string): string => `evt_${index(delivery)}`;

export function createAccept(): Accept {
  const recent = new ExpiringMap<true>({ ttl: REMEMBERED_MS, capacity: REMEMBERED });

  return async (service, received) => {
    const { tenant, delivery, at, limit } = received;
    const index = await limit.within(service.keyring.edgeIndex(tenant));
    const id = eventIdOf(index, delivery);
    if (recent.get(id)) {
      service.metrics.refused.inc({ code: 'replay' });
      return;
    }
    const traffic = await limit.within(received.traffic(id));
    if (!traffic) return;
    const event = { id, tenant, key: index(traffic.slackUser), time: at, data: { traffic } };
    await service.publishNow(slackReceived, event, limit);
    recent.set(id, true);
  };
}
