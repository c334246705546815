import { randomUUID } from 'node:crypto';
import { collection, type Tx } from '@crescendo/chassis';
import { opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { type SeatCount, seatCount } from './seats.ts';

/**
 * Changes of the number of seats that are not yet published: by how many, not who. Handlers that change people only
 * insert rows, and the count only deletes them. So simultaneous changes do not wait for each other, one count covers
 * them all, and a change that a count did not see stays for the next.
 */
export const uncountedChanges = collection({
  name: 'uncountedChanges',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    change: plain(seatCount),
    /** The roster sync whose pages counted the person before this change; empty if none did. */
    listed: opaque(z.string()),
    dueAt: plain(z.date()),
  }),
  indexes: [{ fields: { dueAt: 1, tenant: 1 } }, { fields: { tenant: 1 } }],
});

/** How long a change waits for others before all are counted, in milliseconds. */
const GATHER_MS = 5_000;

/** Has a change of the number of seats counted soon; records nothing if there is no change. */
export async function noteChange(
  tx: Tx,
  { change, listed = '' }: { change: SeatCount; listed?: string | undefined },
): Promise<void> {
  if (change.billable === 0 && change.guests === 0) return;
  const dueAt = new Date(tx.now.getTime() + GATHER_MS);
  await tx.model(uncountedChanges).create([{ _id: randomUUID(), tenant: tx.tenant, change, listed, dueAt }]);
}
