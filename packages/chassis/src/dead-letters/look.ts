import {
  catalogue,
  type DeadLetterFilter,
  type DeadLetterGroup,
  type DeadLetterItem,
  permanent,
  type ServiceName,
  sealedFields,
} from '@crescendo/contracts';
import { z } from 'zod';
import { fromCursor, toCursor } from '../http/cursor.ts';
import { type DeadLetter, deadLetters } from '../process/dead-letters.ts';
import type { Store } from '../store/store.ts';
import { matching, parkedBehind, parkedInAll, STUCK } from './matching.ts';
import { staysSealed } from './open-content.ts';

/** A dead letter as operators see it: everything except its content. */
function toItem(row: DeadLetter): DeadLetterItem {
  const { _id, status, code, attempts, at, topic, partition, offset } = row;
  const { key, tenant, user, type, source, detail, where, redrive, time, traceparent } = row;
  return {
    ...{ id: _id, status, code, attempts, redriven: row.redriven ?? 0, at: at.toISOString(), topic, partition, offset },
    ...{ key, tenant, user, type, source, detail, where, redrive },
    time: time?.toISOString(),
    nextAt: row.nextAt?.toISOString(),
    trace: traceparent?.split('-')[1],
  };
}

/** Dead letters and set-aside control events, grouped by code and event type, largest group first. */
export async function groups(store: Store, filter: DeadLetterFilter): Promise<DeadLetterGroup[]> {
  const fields = { topic: 1, key: 1, type: 1, status: 1, code: 1, at: 1, redriven: 1, redriveAs: 1 } as const;
  const stuck = { ...matching(filter), status: { $in: STUCK } };
  const letters = await store.model(deadLetters).find(stuck, fields).sort({ at: 1 }).lean();
  const behind = await parkedBehind(store, letters);
  const found = new Map<string, DeadLetterGroup>();
  for (const letter of letters) {
    const { code, type } = letter;
    const at = letter.at.toISOString();
    const name = `${code} ${type}`;
    const none = { dead: 0, setAside: 0, parked: 0, keys: 0, oldest: at, newest: at, redriven: 0, asked: 0 };
    const group = found.get(name) ?? { code, type, ...none };
    found.set(name, {
      ...{ code, type, parked: group.parked + behind(letter) },
      dead: group.dead + (letter.status === 'dead' ? 1 : 0),
      setAside: group.setAside + (letter.status === 'set-aside' ? 1 : 0),
      keys: group.keys + (letter.key === undefined ? 0 : 1), // only the first of a key is dead
      oldest: group.oldest,
      newest: at,
      redriven: Math.max(group.redriven, letter.redriven ?? 0),
      asked: group.asked + (letter.redriveAs ? 1 : 0),
    });
  }
  return [...found.values()].sort(
    (a, b) => b.dead + b.setAside - a.dead - a.setAside || (a.oldest < b.oldest ? -1 : 1),
  );
}

/** Where a page ended. */
const endOfPage = z.tuple([z.string(), z.number(), z.number()]);

function behindCursor(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [topic, partition, offset] = fromCursor(cursor, endOfPage);
  return {
    $or: [
      { topic: { $gt: topic } },
      { topic, partition: { $gt: partition } },
      { topic, partition, offset: { $gt: offset } },
    ],
  };
}

/** A page of dead letters, in partition order. */
export async function list(
  store: Store,
  asked: {
    filter: DeadLetterFilter;
    status?: DeadLetter['status'] | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: DeadLetterItem[]; next?: string }> {
  const { filter, status, limit, cursor } = asked;
  const rows = await store
    .model(deadLetters)
    .find({ ...matching(filter), ...(status && { status }), ...behindCursor(cursor) })
    .sort({ topic: 1, partition: 1, offset: 1 })
    .limit(limit + 1)
    .lean();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toItem),
    ...(rows.length > limit && last && { next: toCursor([last.topic, last.partition, last.offset]) }),
  };
}

export async function findLetter(store: Store, id: string): Promise<DeadLetter> {
  const row = await store.model(deadLetters).findById(id).lean();
  if (!row) throw permanent('not-found', 'There is no such dead letter, or not any more.');
  return row;
}

/** One dead letter, how many events wait behind it, and which of its sealed fields may be opened. */
export async function show(store: Store, { id, service }: { id: string; service: ServiceName }) {
  const letter = await findLetter(store, id);
  const type = catalogue.find(({ name }) => name === letter.type);
  const fields = type ? [...sealedFields(type.schema)] : [];
  return {
    letter: toItem(letter),
    behind: letter.status !== 'parked' ? await parkedInAll(store, [letter]) : 0,
    sealed: fields.map(([field, tag]) => ({
      ...{ field, class: tag.class, category: tag.category },
      opens: staysSealed(tag, service) === undefined,
    })),
  };
}
