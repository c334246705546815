import { randomUUID } from 'node:crypto';
import type { RowOf, ServiceContext, Tx } from '@crescendo/chassis';
import { rosterChanged, type SlackMember, userRemoved, userSynced } from '@crescendo/contracts';
import { compareSeats, countListed } from './count-roster.ts';
import { type Observation, observeMembers } from './observe-members.ts';
import { type Person, people, tombstone } from './people.ts';
import { judgeRun, type RosterRun, type Verdict } from './roster-run.ts';
import { type RosterSync, rosterSyncs } from './roster-syncs.ts';
import { noSeats } from './seats.ts';
import { settlePeople } from './settle-people.ts';
import type { Directory } from './slack/directory.ts';
import { isMachine, isPresent } from './standing.ts';

const DAY = 86_400_000;

/** Who is in the workspace, as far as we know. */
const here: Person['status'][] = ['active', 'invited'];

/** One unit of a roster sync: its state and what it needs. */
export type Unit = { sync: RowOf<typeof rosterSyncs>; now: Date; service: ServiceContext };

type Progress = Pick<RosterSync, 'phase' | 'run'> & { dueAt: Date; cursor?: string | undefined };

/**
 * Advances the sync in the transaction of the unit's work. False when another replica has already done this unit: then
 * commit nothing.
 */
async function moveOn(tx: Tx, { sync, next }: { sync: Unit['sync']; next: Progress }): Promise<boolean> {
  const { _id, tenant, step } = sync;
  const change = await tx.seal(rosterSyncs, { _id, tenant, step: step + 1, failures: 0, ...next });
  const update = { $set: change, ...(!next.cursor && { $unset: { cursor: 1 as const } }) };
  return (await tx.model(rosterSyncs).updateOne({ _id, tenant, step }, update)).matchedCount === 1;
}

/**
 * Starts a run. It commits before the first page is requested. So people in later news are marked as seen by this run,
 * and people in earlier news are on its pages.
 */
export async function begin({ sync, now, service }: Unit): Promise<void> {
  const next = { phase: 'reading' as const, run: randomUUID(), dueAt: now };
  const { tenant } = sync;
  const known = await service.model(people).countDocuments({ tenant, status: { $in: here } });
  await service.transact({ tenant }, async (tx) => {
    if (!(await moveOn(tx, { sync, next }))) return;
    const nothingRead = { listed: noSeats, named: 0, known, again: false };
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: nothingRead });
  });
}

/** Reads one page: its people and the next cursor commit together. */
export async function readPage(directory: Directory, { sync, now, service }: Unit): Promise<void> {
  const { tenant, run } = sync;
  const [opened] = await service.open(rosterSyncs, [sync], ['cursor']);
  const page = await directory.page({ tokens: service.tokens, tenant }, opened?.cursor);
  const observations = await ours(service, tenant, page.members);
  const named = page.members.filter((member) => !isMachine(member)).length;
  const next: Progress = { phase: page.next ? 'reading' : 'judging', run, dueAt: now, cursor: page.next };
  await service.transact({ tenant, publishes: [userSynced, userRemoved] }, async (tx) => {
    if (!(await moveOn(tx, { sync, next }))) return;
    const { listed } = await observeMembers(tx, { observations, toldAt: now, run, onPage: true });
    const more = { $inc: { 'listed.billable': listed.billable, 'listed.guests': listed.guests, named } };
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, more);
  });
}

/**
 * The people of a page who concern us: those present, and known ones who no longer are. New ones get their person ids,
 * and their keys are fetched in one request.
 */
async function ours(service: ServiceContext, tenant: string, members: readonly SlackMember[]): Promise<Observation[]> {
  if (members.length === 0) return [];
  const hashes = await service.keyring.hash(
    tenant,
    members.map(({ id }) => id),
  );
  const all = members.flatMap((member, at) => {
    const slackIndex = hashes[at];
    return slackIndex ? [{ member, slackIndex }] : [];
  });
  let known = await knownAmong(service, tenant, hashes);
  const isNew = ({ slackIndex, member }: Observation) => !known.has(slackIndex) && isPresent(member) && !member.invited;
  const newcomers = all.filter(isNew).map(({ slackIndex }) => slackIndex);
  if (newcomers.length > 0) {
    await service.transact({ tenant }, (tx) => settlePeople(tx, newcomers));
    known = await knownAmong(service, tenant, hashes);
  }
  const stubs = [...known.values()].flatMap(({ _id: user, stub }) => (stub ? [user] : []));
  await service.keyring.prefetch(stubs.map((user) => ({ tenant, user, category: 'identity' })));
  return all.filter(({ slackIndex, member }) => known.has(slackIndex) || isPresent(member));
}

/** The people we know by these Slack IDs, and which of them are stubs. */
async function knownAmong(service: ServiceContext, tenant: string, slackIndexes: readonly string[]) {
  const of = { tenant, slackIndex: { $in: slackIndexes } };
  const rows = await service.model(people).find(of, { slackIndex: 1, stub: 1 }).lean();
  return new Map(rows.map((row) => [row.slackIndex, row]));
}

/**
 * Decides whether to believe what was read. If not, nobody is removed, the seats do not change, and the list is read
 * again; news of the listed people still counts.
 */
export async function judge({ sync, now, service }: Unit): Promise<void> {
  const { tenant, run } = sync;
  const verdict = await service.transact({ tenant }, async (tx) => {
    const found = judgeRun(await outcomeOf(tx, sync), { before: sync.doubt, now });
    const isBelieved = found.kind === 'believe';
    const next: Progress = isBelieved
      ? { phase: 'sweeping', run, dueAt: now }
      : { phase: 'idle', run, dueAt: found.at };
    if (!(await moveOn(tx, { sync, next }))) return undefined;
    const change = isBelieved ? { $unset: { doubt: 1 as const } } : { $set: { doubt: found.doubt } };
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, change);
    if (!isBelieved) await readAgainIfWanted(tx);
    return found;
  });
  warnOfDoubt(service, tenant, verdict);
}

async function outcomeOf(tx: Tx, sync: Unit['sync']): Promise<RosterRun> {
  const { named = 0, known = 0 } = sync;
  const gone = await tx.model(people).countDocuments(missingFrom(sync));
  const { seats, listed } = await compareSeats(tx);
  return { named, known, gone, seats: seats.billable, listed: listed.billable };
}

function warnOfDoubt({ log }: ServiceContext, tenant: string, verdict: Verdict | undefined): void {
  if (verdict?.kind !== 'read-again') return;
  const { why, since, gone, listed } = verdict.doubt;
  log.warn({ tenant, code: `roster-${why}`, since, gone, listed, at: verdict.at }, 'a roster is not believed');
}

/**
 * People on no page of the run. A stub with a Slack ID is left to its look-up; a stub without one comes from an act
 * that never completed.
 */
const missingFrom = ({ tenant, run }: Pick<RosterSync, 'tenant' | 'run'>) => {
  const notLookedUp = { $or: [{ stub: false }, { slackUser: { $exists: false } }] };
  return { tenant, status: { $in: here }, seen: { $ne: run }, ...notLookedUp };
};

/** Something changed during the finished run. */
async function readAgainIfWanted(tx: Tx): Promise<void> {
  const { tenant, now } = tx;
  await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant, again: true }, { $set: { dueAt: now } });
}

/** Removes some of the people that the run does not list. When none is left, it counts the roster and ends the run. */
export async function sweep(atOnce: number, { sync, now, service }: Unit): Promise<void> {
  const { tenant, run } = sync;
  await service.transact({ tenant, publishes: [userRemoved, rosterChanged] }, async (tx) => {
    const gone = await tx.model(people).find(missingFrom(sync)).limit(atOnce).lean();
    const over = gone.length < atOnce;
    const next: Progress = over
      ? { phase: 'idle', run, dueAt: new Date(now.getTime() + DAY) }
      : { phase: 'sweeping', run, dueAt: now };
    if (!(await moveOn(tx, { sync, next }))) return;
    for (const person of gone) {
      const version = person.version + 1;
      await tx.model(people).replaceOne({ _id: person._id, tenant }, tombstone(person, { version, leftAt: tx.now }));
      if (person.status === 'active') tx.publish(userRemoved, { version }, { user: person._id });
    }
    if (!over) return;
    await countListed(tx);
    await readAgainIfWanted(tx);
  });
}
