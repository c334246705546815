import { randomUUID } from 'node:crypto';
import { collection, type Tx } from '@crescendo/chassis';
import { opaque, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { type SeatCount, seatCount } from './seats.ts';

/**
 * The number of seats changed, and was not told since; by how many, not who. Rows are only ever inserted by what changes
 * people and deleted by what counts them: so changes that come together do not wait for each other, one count serves them
 * all, and a change that a count did not see keeps its row and is counted next.
 */
export const uncountedChanges = collection({
  name: 'uncountedChanges',
  schema: z.object({
    _id: opaque(z.string()),
    tenant: tenantId,
    change: plain(seatCount),
    /** The roster sync on whose pages the person was counted before this change; empty when on none. */
    listed: opaque(z.string()),
    dueAt: plain(z.date()),
  }),
  indexes: [{ fields: { dueAt: 1, tenant: 1 } }, { fields: { tenant: 1 } }],
});

/** Milliseconds that a change waits for others before all are counted. */
const GATHER_MS = 5_000;

/** Has a change of the number of seats counted soon; what changes nothing is not noted. */
export async function noteChange(
  tx: Tx,
  { change, listed = '' }: { change: SeatCount; listed?: string | undefined },
): Promise<void> {
  if (change.billable === 0 && change.guests === 0) return;
  const dueAt = new Date(tx.now.getTime() + GATHER_MS);
  await tx.model(uncountedChanges).create([{ _id: randomUUID(), tenant: tx.tenant, change, listed, dueAt }]);
}
