import { fromCursor, type ServiceContext, toCursor } from '@crescendo/chassis';
import { z } from 'zod';
import { isOver } from './burn-down-clock.ts';
import { type Erasure, endStates, erasures, openStates } from './erasures.ts';

const over = { $in: [...endStates] };
const open = { $in: [...openStates] };

/** Where a page ended. */
const endOfPage = z.tuple([z.boolean(), z.number(), z.string()]);
type Place = { over: boolean; at: Date; id: string };

const placeOf = (erasure: Erasure): Place =>
  isOver(erasure)
    ? { over: true, at: erasure.since, id: erasure._id }
    : { over: false, at: erasure.deadline, id: erasure._id };

const cursorOf = ({ over: ended, at, id }: Place): string => toCursor([ended, at.getTime(), id]);

function placeIn(cursor: string): Place {
  const [ended, at, id] = fromCursor(cursor, endOfPage);
  return { over: ended, at: new Date(at), id };
}

/**
 * A page of erasures, of one scope or all: first the ones under way by nearest deadline, then the finished ones, latest
 * first.
 */
export async function listErasures(
  { model }: Pick<ServiceContext, 'model'>,
  { limit, cursor, scope }: { limit: number; cursor?: string | undefined; scope?: Erasure['scope'] | undefined },
): Promise<{ page: Erasure[]; next?: string }> {
  const after = cursor === undefined ? undefined : placeIn(cursor);
  const ofScope = scope && { scope };
  const found: Erasure[] = [];
  if (!after?.over) {
    const { at: deadline, id } = after ?? {};
    const behind = deadline && { $or: [{ deadline: { $gt: deadline } }, { deadline, _id: { $gt: id } }] };
    const rows = model(erasures).find({ state: open, ...ofScope, ...behind });
    found.push(
      ...(await rows
        .sort({ deadline: 1, _id: 1 })
        .limit(limit + 1)
        .lean<Erasure[]>()),
    );
  }
  if (found.length <= limit) {
    const { at: since, id } = after?.over ? after : {};
    const behind = since && { $or: [{ since: { $lt: since } }, { since, _id: { $gt: id } }] };
    const rows = model(erasures).find({ state: over, ...ofScope, ...behind });
    found.push(
      ...(await rows
        .sort({ since: -1, _id: 1 })
        .limit(limit + 1 - found.length)
        .lean<Erasure[]>()),
    );
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, ...(found.length > limit && last && { next: cursorOf(placeOf(last)) }) };
}
