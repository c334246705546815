import type { RowOf, Tx } from '@crescendo/chassis';
import { rosterChanged } from '@crescendo/contracts';
import { people } from './people.ts';
import { rosterSyncs } from './roster-syncs.ts';
import { addSeats, noSeats, type SeatCount, seatsOf } from './seats.ts';
import { uncountedChanges } from './uncounted-changes.ts';

type Counting = Tx<typeof rosterChanged>;
type Sums = { sync: RowOf<typeof rosterSyncs>; seats: SeatCount; listed: SeatCount };

/** Adds the changes since the last count to the seats and publishes the total. It reads no person's row. */
export async function countRoster(tx: Counting): Promise<void> {
  const settled = await settleChanges(tx);
  if (settled) await tellSeats(tx, settled);
}

/**
 * After a complete roster sync the seats are those on its pages, known and erased people alike, plus changes since each
 * page was read, plus people who joined too late to be on a page. So an error does not outlast the next sync.
 */
export async function countListed(tx: Counting): Promise<void> {
  const settled = await settleChanges(tx);
  if (!settled) return;
  await tellSeats(tx, { ...settled, seats: await seatsByList(tx, settled) });
}

/** The current seats, and the seats by the pages of the finished run. Changes nothing. */
export async function compareSeats(tx: Tx): Promise<{ seats: SeatCount; listed: SeatCount }> {
  const sums = await sumChanges(tx);
  return sums ? { seats: sums.seats, listed: await seatsByList(tx, sums) } : { seats: noSeats, listed: noSeats };
}

async function settleChanges(tx: Counting): Promise<Sums | undefined> {
  const sums = await sumChanges(tx);
  if (sums) await tx.model(uncountedChanges).deleteMany({ _id: { $in: sums.changes } });
  return sums;
}

async function sumChanges(tx: Tx): Promise<(Sums & { changes: string[] }) | undefined> {
  const { tenant } = tx;
  const sync = await tx.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean<RowOf<typeof rosterSyncs>>();
  if (!sync) return undefined;
  const changes = await tx.model(uncountedChanges).find({ tenant }).lean();
  const sum = (from: SeatCount, of: typeof changes) => of.map(({ change }) => change).reduce(addSeats, from);
  // The page already includes changes from before it was read.
  const sinceListed = changes.filter(({ listed }) => listed === sync.run);
  const seats = { seats: sum(sync.seats, changes), listed: sum(sync.listed, sinceListed) };
  return { sync, ...seats, changes: changes.map(({ _id }) => _id) };
}

const seatsByList = async (tx: Tx, { sync, listed }: Sums): Promise<SeatCount> =>
  addSeats(listed, await seatsOnNoPage(tx, sync.run));

async function seatsOnNoPage(tx: Tx, run: string): Promise<SeatCount> {
  const joined = { tenant: tx.tenant, status: 'active' as const, stub: false, seen: run, listed: { $ne: run } };
  const rows = await tx.model(people).find(joined).lean<RowOf<typeof people>[]>();
  return (await tx.open(people, rows, ['flags'])).map(seatsOf).reduce(addSeats, noSeats);
}

async function tellSeats(tx: Counting, { sync, seats: sum, listed }: Sums): Promise<void> {
  const { tenant } = tx;
  // Someone we never counted may have left; a negative number would be rejected for ever.
  const seats = { billable: Math.max(0, sum.billable), guests: Math.max(0, sum.guests) };
  // Two simultaneous counts conflict in this row and the later one retries, so a newer version never has older numbers.
  const counted = Math.max(tx.now.getTime(), sync.counted + 1);
  await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { seats, listed, counted } });
  tx.publish(rosterChanged, { ...seats, version: counted });
}
