import type { ServiceContext, Tx } from '@crescendo/chassis';
import { erasureStepRequested, newId, services } from '@crescendo/contracts';
import { asFound, isBeforeShredding } from './as-found.ts';
import { type Erasure, erasures, openErasures } from './erasures.ts';
import { endedHolds } from './holds.ts';
import type { Wanted } from './wanted.ts';
import { isNewWish, wishFor } from './wished-for.ts';

const HOUR_MS = 3_600_000;
/** From the end of the relationship until everything personal must be gone. */
const TENANT_HOURS = 48;
/** The planned end; the rest of the time is a reserve. */
export const PLANNED_HOURS = 42;
/** One month (Art. 12 (3) GDPR), taken at its shortest. */
const PERSON_HOURS = 28 * 24;

type Reader = Pick<ServiceContext, 'model'>;

/** Reads in the current transaction. */
export const readerOf = (tx: Pick<Tx, 'model'>): Reader => ({ model: (collection) => tx.model(collection) });

type Whose = { tenant: string; user?: string | undefined };

/** The erasures under way of a customer or person, and of the person's customer. */
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

/** The erasure under way for a customer or person; a customer's erasure covers its people. */
export async function openErasureOf(reader: Reader, whose: Whose): Promise<Erasure | undefined> {
  const { own, whole } = await openErasuresOf(reader, whose);
  return whole ?? own;
}

/** A person's own erasure under way, which only they can take back. */
export const ownErasureOf = async (reader: Reader, whose: Whose & { user: string }): Promise<Erasure | undefined> =>
  (await openErasuresOf(reader, whose)).own;

/**
 * The erasure that makes another one unnecessary. A customer's erasure that can still be taken back does not count: the
 * person's request outlives it.
 */
async function standingFor(reader: Reader, whose: Whose): Promise<Erasure | undefined> {
  const { own, whole } = await openErasuresOf(reader, whose);
  if (own) return own;
  return whole?.state === 'requested' ? undefined : whole;
}

/**
 * Begins an erasure in the current transaction. Nothing is erased before the grace is over: meanwhile a customer is
 * held, and a person goes on as before. Returns the existing erasure if one is under way or done; if it started from
 * Slack's evidence, it now counts as requested.
 */
export async function beginErasure(tx: Tx<typeof erasureStepRequested>, wanted: Wanted): Promise<Erasure> {
  const { tenant, user, why, requestedAt, askedBy, id: _id = newId('erasure'), graceHours } = wanted;
  const reader = readerOf(tx);
  const before = (await standingFor(reader, { tenant, user })) ?? (await doneBefore(reader, { tenant, user }));
  const scope = user === undefined ? 'tenant' : 'person';
  const held = scope === 'tenant' && graceHours > 0;
  const hours = scope === 'tenant' ? TENANT_HOURS : PERSON_HOURS;
  // The time before we knew of it counts too.
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

/** An erased person has nothing left to erase. */
async function doneBefore({ model }: Reader, { tenant, user }: Whose) {
  const whose = { tenant, ...(user === undefined ? { scope: 'tenant' as const } : { user }) };
  return await model(erasures)
    .findOne({ ...whose, state: 'done' })
    .lean<Erasure>();
}

/**
 * Takes an erasure back in the current transaction. False when it is too late, or the erasure has changed since it was
 * read.
 *
 * @param options.evenFenced also after the fence, until its keys are destroyed
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
