import type { RedriveAsked, RedriveStatus } from '@crescendo/contracts';
import { permanent, type redriveRequest } from '@crescendo/contracts';
import type { z } from 'zod';
import { deadLetters } from '../process/dead-letters.ts';
import type { Store } from '../store/store.ts';
import { matching, parkedInAll, STUCK } from './matching.ts';
import { type Redrive, type Redriven, redriveCounts, redrives } from './redrives.ts';

/** The most dead letters that one request marks, in one transaction. */
const MOST = 2_000;
/** Ids per update: for one list of 500 the embedded database takes four times as long. */
const MARKED_AT_ONCE = 100;

type Request = z.output<typeof redriveRequest>;

/**
 * Marks the matching dead letters and records who asked, in one transaction; the owners of their partitions drain them.
 * The same id again gets the first answer again. A dry run only counts. A record that is not a valid event can only be
 * dismissed. A set-aside control event can be redriven, which tries it at once, but never dismissed: that throws
 * Failure `control-event-never-dismissed`.
 */
export async function askRedrive(store: Store, operator: string, request: Request): Promise<RedriveAsked> {
  const { id, filter, action, reason, rate, dryRun } = request;
  if (dryRun) return answerOf(await find(store, request));
  return await store.transaction(async () => {
    const before = await store.model(redrives).findById(id).lean();
    if (before) return { id, ...answerOf(before) };
    const { ids, ...found } = await find(store, { filter, action });
    const row: Redrive = { _id: id, action, operator, reason, at: new Date(), ...(rate && { rate }), ...found };
    await store.model(redrives).create([row]);
    for (let from = 0; from < ids.length; from += MARKED_AT_ONCE) {
      const some = { _id: { $in: ids.slice(from, from + MARKED_AT_ONCE) } };
      await store.model(deadLetters).updateMany(some, { $set: { redrive: id, redriveAs: action } });
    }
    return { id, ...answerOf(found) };
  });
}

const answerOf = ({ dead, parked, already, dismissOnly, more }: Omit<RedriveAsked, 'id'>): RedriveAsked => ({
  dead,
  parked,
  already,
  dismissOnly,
  more,
});

async function find(store: Store, { filter, action }: Pick<Request, 'filter' | 'action'>) {
  const fields = { topic: 1, key: 1, status: 1, redriveAs: 1 } as const;
  const all = await store
    .model(deadLetters)
    .find({ ...matching(filter), status: { $in: STUCK } }, fields)
    .sort({ topic: 1, partition: 1, offset: 1 })
    .lean();
  if (action === 'dismiss' && all.some(({ status }) => status === 'set-aside'))
    throw permanent('control-event-never-dismissed', 'Some of these are steps of erasures: they are never left out.');
  const waiting = all.filter(({ redriveAs }) => redriveAs === undefined);
  const able = waiting.filter(({ key }) => action === 'dismiss' || key !== undefined);
  const taken = able.slice(0, MOST);
  return {
    ids: taken.map(({ _id }) => _id),
    dead: taken.length,
    parked: await parkedInAll(store, taken),
    already: all.length - waiting.length,
    dismissOnly: waiting.length - able.length,
    more: able.length > taken.length,
  };
}

/** The progress of a redrive. */
export async function redriveStatus(store: Store, id: string): Promise<RedriveStatus> {
  const row = await store.model(redrives).findById(id).lean();
  if (!row) throw permanent('not-found', 'There is no such redrive.');
  const left = await store.model(deadLetters).find({ redrive: id }, { topic: 1, key: 1 }).lean();
  const counts = await store.model(redriveCounts).find({ redrive: id }).lean();
  const inAll = (what: Redriven) => counts.reduce((sum, count) => sum + count[what], 0);
  const { action, operator, reason, at, dead } = row;
  return {
    ...{ id, action, operator, reason, at: at.toISOString(), dead },
    ...{ handled: inAll('handled'), failed: inAll('failed'), gone: inAll('gone'), dismissed: inAll('dismissed') },
    left: { keys: left.length, events: left.length + (await parkedInAll(store, left)) },
  };
}
