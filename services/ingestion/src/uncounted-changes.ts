import { randomUUID } from 'node:crypto';
import { collection, type Tx } from '@crescendo/chassis';
import { opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';

/**
 * A person came, went or became a guest, and the roster was not counted since. Rows are only ever inserted by what
 * changes people and deleted by what counts them: so changes that come together do not wait for each other, one count
 * serves them all, and a change that a count did not see keeps its row and is counted next.
 */
export const uncountedChanges = collection({
  name: 'uncountedChanges',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    dueAt: plain(z.date()),
  }),
  indexes: [{ fields: { dueAt: 1 } }, { fields: { tenant: 1 } }],
});

/** Milliseconds that a change waits for others before all are counted. */
const GATHER_MS = 5_000;

/** Has the roster counted soon. */
export async function noteUncounted(tx: Tx): Promise<void> {
  const dueAt = new Date(tx.now.getTime() + GATHER_MS);
  await tx.model(uncountedChanges).create([{ _id: randomUUID(), tenant: tx.tenant, dueAt }]);
}
