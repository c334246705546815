import type { ServiceContext, Tx } from '@crescendo/chassis';
import { erasureStepRequested, newId, services } from '@crescendo/contracts';
import { asFound, isBeforeShredding } from './as-found.ts';
import { type Erasure, erasures, openErasures } from './erasures.ts';
import { endedHolds } from './holds.ts';
import { isNewWish, wishFor } from './wished-for.ts';

const HOUR_MS = 3_600_000;
/** From the end of the relationship until everything personal is gone. */
const TENANT_HOURS = 48;
/** By then it is planned to be: the rest is for what goes wrong. */
export const PLANNED_HOURS = 42;
/** One month, by Art. 12 (3) GDPR, counted at its shortest. */
const PERSON_HOURS = 28 * 24;

type Reader = Pick<ServiceContext, 'model'>;

/** Reads in the transaction under way. */
export const readerOf = (tx: Pick<Tx, 'model'>): Reader => ({ model: (collection) => tx.model(collection) });

/** Whom it is for, why, since when, and how long it may be taken back. */
export type Wanted = Pick<Erasure, 'tenant' | 'user' | 'why' | 'requestedAt' | 'askedBy'> & {
  /** Given where whoever asks must find the same again. */
  id?: string;
  graceHours: number;
};

type Whose = { tenant: string; user?: string | undefined };

/** The erasures under way of a customer or a person themselves, and of a person's customer. */
async function openErasuresOf({ model }: Reader, { tenant, user }: Whose) {
  const rows = await model(openErasures)
    .find({ _id: { $in: user === undefined ? [tenant] : [tenant, user] } })
    .lean();
  const of = async (id: string | undefined) => {
    const open = rows.find(({ _id }) => _id === id);
    return open && ((await model(erasures).findById(open.erasure).lean<Erasure>()) ?? undefined);
  };
  return { own: await of(user ?? tenant), whole: await of(tenant) };
}

/** The erasure under way for a customer or a person; one of the customer stands for its people too. */
export async function openErasureOf(reader: Reader, whose: Whose): Promise<Erasure | undefined> {
  const { own, whole } = await openErasuresOf(reader, whose);
  return whole ?? own;
}

/** The erasure under way for a person that is theirs alone to take back. */
export const ownErasureOf = async (reader: Reader, whose: Whose & { user: string }): Promise<Erasure | undefined> =>
  (await openErasuresOf(reader, whose)).own;

/** What makes another needless. One of the customer that may still be taken back does not: the person's wish outlives it. */
async function standingFor(reader: Reader, whose: Whose): Promise<Erasure | undefined> {
  const { own, whole } = await openErasuresOf(reader, whose);
  if (own) return own;
  return whole?.state === 'requested' ? undefined : whole;
}

/**
 * Begins an erasure, in the transaction under way. With a grace nothing is erased until that is over: a customer is held
 * meanwhile, a person goes on as before. Answers the one that is under way or done where there is one already; one that
 * began by itself becomes one that was asked for.
 */
export async function beginErasure(tx: Tx<typeof erasureStepRequested>, wanted: Wanted): Promise<Erasure> {
  const { tenant, user, why, requestedAt, askedBy, id: _id = newId('erasure'), graceHours } = wanted;
  const reader = readerOf(tx);
  const before = (await standingFor(reader, { tenant, user })) ?? (await doneBefore(reader, { tenant, user }));
  const scope = user === undefined ? 'tenant' : 'person';
  const held = scope === 'tenant' && graceHours > 0;
  const hours = scope === 'tenant' ? TENANT_HOURS : PERSON_HOURS;
  // What passed until we knew of it counts.
  const graceUntil = new Date(requestedAt.getTime() + graceHours * HOUR_MS);
  const deadline = new Date(requestedAt.getTime() + hours * HOUR_MS);
  if (before && isBeforeShredding(before) && isNewWish(before, { scope, why }))
    return await wishFor(tx, before, { why, askedBy, requestedAt, graceUntil, deadline });
  if (before) return before;
  const row: Erasure = {
    _id,
    tenant,
    ...(user !== undefined && { user }),
    scope,
    why,
    state: 'requested',
    requestedAt,
    graceUntil,
    deadline,
    held,
    participants: [...services],
    since: tx.now,
    times: { requested: tx.now },
    ...(askedBy !== undefined && { askedBy }),
  };
  await tx.model(openErasures).create([{ _id: user ?? tenant, erasure: _id }]);
  await tx.model(erasures).create([row]);
  if (held) tx.publish(erasureStepRequested, { erasure: _id, scope, step: 'hold' }, { tenant, user });
  return row;
}

/** Who was erased has nothing left to be erased. */
async function doneBefore({ model }: Reader, { tenant, user }: Whose) {
  const whose = { tenant, ...(user === undefined ? { scope: 'tenant' as const } : { user }) };
  return await model(erasures)
    .findOne({ ...whose, state: 'done' })
    .lean<Erasure>();
}

/**
 * Takes an erasure back, in the transaction under way. False when it is too late for that, or it is not as found any more.
 *
 * @param options.evenFenced also when services let go of what comes already, until its keys are destroyed
 */
export async function cancelErasure(
  tx: Tx<typeof erasureStepRequested>,
  erasure: Erasure,
  { evenFenced = false } = {},
): Promise<boolean> {
  const { _id, tenant, user, scope, held, times } = erasure;
  const inTime = evenFenced ? isBeforeShredding(erasure) : erasure.state === 'requested';
  if (!inTime) return false;
  const state = 'cancelled' as const;
  const change = {
    ...{ state, since: tx.now, times: { ...times, [state]: tx.now } },
    ...endedHolds(erasure, tx.now),
  };
  const { matchedCount } = await tx.model(erasures).updateOne(asFound(erasure), { $set: change });
  if (matchedCount === 0) return false;
  await tx.model(openErasures).deleteOne({ _id: user ?? tenant });
  if (held || evenFenced) tx.publish(erasureStepRequested, { erasure: _id, scope, step: 'release' }, { tenant, user });
  return true;
}
