import type { ServiceContext } from '@crescendo/chassis';
import { permanent, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { daysAround, prepareKeys } from './keys-ahead.ts';

const tenants = Array.from({ length: 45 }, (_, n) => `tnt_${String(n).padStart(16, '0')}`);
const [first] = tenants;

/** An edge that records whose keys it has; `refuse` throws when the key service would. */
function edge(refuse: (tenant: string) => void) {
  const ready = new Set<string>();
  const asked = new Set<string>();
  const keyring = {
    prefetch: async (owners: { tenant: string }[]) => {
      for (const { tenant } of owners) {
        asked.add(tenant);
        refuse(tenant);
        ready.add(tenant);
      }
    },
    edgeIndex: async () => (value: string) => value,
  };
  const service = { keyring, clock: { now: () => new Date() } } as unknown as ServiceContext; // the test needs no more
  return { service, ready, asked };
}

test('the days around the end of a year', () => {
  expect(daysAround(new Date('2026-12-31T23:59:59.999Z'))).toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
});

test('what is wrong with one customer keeps no other from their keys, and is told', async () => {
  const wrong = permanent('wrong-with-one', 'Something is wrong with this customer.');
  const { service, ready } = edge((tenant) => {
    if (tenant === first) throw wrong;
  });
  await expect(prepareKeys(service, tenants)).rejects.toBe(wrong);
  expect([...ready]).toEqual(tenants.slice(1));
});

test('a customer who is being erased is no failure', async () => {
  const { service } = edge((tenant) => {
    if (tenant === first) throw permanent('key-gone', 'Destroyed.');
  });
  await expect(prepareKeys(service, tenants)).resolves.toBeUndefined();
});

test('a key service that is away is not asked for each customer', async () => {
  const away = transient('key-service-unavailable', 'Nobody answers.');
  const { service, asked } = edge(() => {
    throw away;
  });
  await expect(prepareKeys(service, tenants)).rejects.toBe(away);
  expect(asked.size).toBeLessThan(tenants.length);
});
