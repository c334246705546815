import { collection, type RowOf, type ServiceContext } from '@crescendo/chassis';
import { newId, type Opening, opaque, permanent, plain, type ServiceName, services } from '@crescendo/contracts';
import { z } from 'zod';

const MINUTE = 60_000;
const APPROVED_WITHIN = 24 * 60 * MINUTE;
const READ_WITHIN = 15 * MINUTE;

/** Operators' requests to see the content of a dead letter: each needs a second operator, and can be read once. */
export const openings = collection({
  name: 'openings',
  schema: z.object({
    _id: opaque(z.string()),
    service: plain(z.enum(services)),
    letter: opaque(z.string()),
    reason: plain(z.string()),
    askedBy: opaque(z.string()),
    askedAt: plain(z.date()),
    approvedBy: opaque(z.string()).optional(),
    approvedAt: plain(z.date()).optional(),
    readAt: plain(z.date()).optional(),
  }),
  indexes: [{ fields: { askedAt: 1 } }, { fields: { letter: 1, askedBy: 1 } }],
});
type Row = RowOf<typeof openings>;

const untilOf = ({ askedAt, approvedAt }: Row): number =>
  approvedAt ? approvedAt.getTime() + READ_WITHIN : askedAt.getTime() + APPROVED_WITHIN;

/** The state of a request at a moment. */
function toOpening(row: Row, now: Date): Opening {
  const { _id: id, service, letter, reason, askedBy, askedAt, approvedBy } = row;
  const until = untilOf(row);
  const waiting = row.approvedAt ? 'approved' : 'waits-for-approval';
  return {
    ...{ id, service, letter, reason, askedBy, askedAt: askedAt.toISOString() },
    state: row.readAt ? 'read' : now.getTime() >= until ? 'expired' : waiting,
    ...(approvedBy && { approvedBy }),
    until: new Date(until).toISOString(),
  };
}

export type Asked = { service: ServiceName; letter: string; reason: string; askedBy: string };

export async function askToOpen(service: ServiceContext, asked: Asked): Promise<Opening> {
  const now = service.clock.now();
  const row: Row = { _id: newId('opening'), ...asked, askedAt: now };
  await service.model(openings).create([row]);
  return toOpening(row, now);
}

/** Requests that can still be approved or read, newest first. */
export async function openOpenings(service: ServiceContext): Promise<Opening[]> {
  const now = service.clock.now();
  const askedAt = { $gt: new Date(now.getTime() - APPROVED_WITHIN - READ_WITHIN) };
  const rows = await service.model(openings).find({ askedAt }).sort({ askedAt: -1 }).limit(200).lean();
  return rows.map((row) => toOpening(row, now)).filter(({ state }) => state !== 'expired' && state !== 'read');
}

async function find(service: ServiceContext, id: string): Promise<Row> {
  const row = await service.model(openings).findById(id).lean();
  if (!row) throw permanent('not-found', 'There is no such request.');
  return row;
}

/**
 * A second operator approves. Throws `second-person-required` for the operator who asked, `opening-over` when it is too
 * late.
 */
export async function approve(
  service: ServiceContext,
  { id, operator }: { id: string; operator: string },
): Promise<Opening> {
  const row = await find(service, id);
  const now = service.clock.now();
  if (row.askedBy === operator)
    throw permanent('second-person-required', 'Who asks to open a dead letter cannot approve it.');
  const { state } = toOpening(row, now);
  if (state === 'approved') return toOpening(row, now);
  if (state !== 'waits-for-approval') throw permanent('opening-over', 'The request is over: it has to be made again.');
  const approval = { approvedBy: operator, approvedAt: now };
  const waiting = { _id: id, approvedBy: { $exists: false } };
  await service.model(openings).updateOne(waiting, { $set: approval });
  return toOpening(await find(service, id), now);
}

/**
 * Uses up an approval and runs `read`: once, and only for the operator who asked. If `read` fails, they may try again.
 * Throws `forbidden`, `not-approved`, or `opening-over`.
 */
export async function readOnce<T>(
  service: ServiceContext,
  { id, operator }: { id: string; operator: string },
  read: (opening: Opening & { approvedBy: string }) => Promise<T>,
): Promise<T> {
  const row = await find(service, id);
  const now = service.clock.now();
  if (row.askedBy !== operator) throw permanent('forbidden', 'Only who asked may read it.');
  const opening = toOpening(row, now);
  const { state, approvedBy } = opening;
  if (state === 'waits-for-approval') throw permanent('not-approved', 'A second person has not approved it yet.');
  const unread = { _id: id, readAt: { $exists: false } };
  const claimed =
    state === 'approved' && (await service.model(openings).updateOne(unread, { $set: { readAt: now } })).matchedCount;
  if (!claimed || !approvedBy) throw permanent('opening-over', 'The request is over: it has to be made again.');
  try {
    return await read({ ...opening, approvedBy });
  } catch (error) {
    await service.model(openings).updateOne({ _id: id }, { $unset: { readAt: 1 } });
    throw error;
  }
}
