import type { ServiceContext } from '@crescendo/chassis';
import { addressesResponse, permanent } from '@crescendo/contracts';
import { ExpiringMap } from '../../expiring-map.ts';

/**
 * A person's Slack ID, from ingestion, cached in memory for a minute. Throws a Failure; `person-unknown` is permanent.
 */
export type Addresses = {
  of(service: ServiceContext, person: Person): Promise<string>;
  /** Drops it from memory. */
  forget(person: Person): void;
};
type Person = { tenant: string; user: string };

const HELD_MS = 60_000;
const HELD = 10_000;

export function createAddresses(): Addresses {
  const held = new ExpiringMap<string>({ ttl: HELD_MS, capacity: HELD });
  const keyOf = ({ tenant, user }: Person) => `${tenant} ${user}`;
  return {
    async of(service, { tenant, user }) {
      const key = keyOf({ tenant, user });
      const before = held.get(key);
      if (before) return before;
      const { addresses } = await service.call('ingestion', '/people/addresses', {
        tenant,
        body: { users: [user] },
        response: addressesResponse,
      });
      const found = addresses.find((address) => address.user === user);
      if (!found) throw permanent('person-unknown', 'The person is not, or no longer, in the workspace.');
      held.set(key, found.slackUser);
      return found.slackUser;
    },
    forget: (person) => held.delete(keyOf(person)),
  };
}
