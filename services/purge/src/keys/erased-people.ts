import { collection } from '@crescendo/chassis';
import { opaque, tenantId, userId } from '@crescendo/contracts';
import { z } from 'zod';

/** A tombstone for each erased person: no key of any category, not even of future ones, is created for them again. */
export const ErasedPeople = collection({
  name: 'erasedPeople',
  schema: z.object({ _id: opaque(z.string()), tenant: tenantId, user: userId }),
  indexes: [{ fields: { tenant: 1 } }],
  kept: 'an erased person stays without keys until the customer is purged: opaque ids only',
});

export const erasedPersonId = (tenant: string, user: string): string => `${tenant}/${user}`;
