import { randomUUID } from 'node:crypto';
import type { RowOf, ServiceContext, Tx } from '@crescendo/chassis';
import { rosterChanged, type SlackMember, userRemoved, userSynced } from '@crescendo/contracts';
import { countListed } from './count-roster.ts';
import { type Observation, observeMembers } from './observe-members.ts';
import { type Person, people, tombstone } from './people.ts';
import { type RosterSync, rosterSyncs } from './roster-syncs.ts';
import { noSeats } from './seats.ts';
import { settlePeople } from './settle-people.ts';
import type { Directory } from './slack/directory.ts';
import { isPresent } from './standing.ts';

const DAY = 86_400_000;

/** One unit of a roster sync: where it stands, and with what it is done. */
export type Unit = { sync: RowOf<typeof rosterSyncs>; now: Date; service: ServiceContext };

type Progress = Pick<RosterSync, 'phase' | 'run'> & { dueAt: Date; cursor?: string | undefined };

/**
 * Moves the sync on, in the transaction of what was done. False when another has done this unit already: then nothing
 * of it is to be committed.
 */
async function moveOn(tx: Tx, { sync, next }: { sync: Unit['sync']; next: Progress }): Promise<boolean> {
  const { _id, tenant, step } = sync;
  const change = await tx.seal(rosterSyncs, { _id, tenant, step: step + 1, failures: 0, ...next });
  const update = { $set: change, ...(!next.cursor && { $unset: { cursor: 1 as const } }) };
  return (await tx.model(rosterSyncs).updateOne({ _id, tenant, step }, update)).matchedCount === 1;
}

/**
 * Starts a run. It commits before the first page is asked for, so that whoever Slack tells us about from then on is
 * marked as seen by this run, and whoever it told us about before is on the pages.
 */
export async function begin({ sync, now, service }: Unit): Promise<void> {
  const next = { phase: 'reading' as const, run: randomUUID(), dueAt: now };
  const { tenant } = sync;
  await service.transact({ tenant }, async (tx) => {
    if (!(await moveOn(tx, { sync, next }))) return;
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { listed: noSeats, again: false } });
  });
}

/** Reads one page: its people and where the next begins commit together. */
export async function readPage(directory: Directory, { sync, now, service }: Unit): Promise<void> {
  const { tenant, run } = sync;
  const [opened] = await service.open(rosterSyncs, [sync], ['cursor']);
  const page = await directory.page({ tokens: service.tokens, tenant }, opened?.cursor);
  const observations = await ours(service, tenant, page.members);
  const next: Progress = { phase: page.next ? 'reading' : 'sweeping', run, dueAt: now, cursor: page.next };
  await service.transact({ tenant, publishes: [userSynced, userRemoved] }, async (tx) => {
    if (!(await moveOn(tx, { sync, next }))) return;
    const { listed } = await observeMembers(tx, { observations, toldAt: now, run, onPage: true });
    const more = { $inc: { 'listed.billable': listed.billable, 'listed.guests': listed.guests } };
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant }, more);
  });
}

/**
 * Who of a page concerns us: people who are present, and whom we know and hear now that they are not. Those who are new
 * get their person ids, and the keys they will need are fetched in one go.
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

/** Whom we know by these Slack IDs, and who of them is a stub. */
async function knownAmong(service: ServiceContext, tenant: string, slackIndexes: readonly string[]) {
  const of = { tenant, slackIndex: { $in: slackIndexes } };
  const rows = await service.model(people).find(of, { slackIndex: 1, stub: 1 }).lean();
  return new Map(rows.map((row) => [row.slackIndex, row]));
}

/**
 * Removes some of those whom no page of the run named. A stub with a Slack ID is left to its look-up; one without is of
 * someone whose act never got that far. When none is left the roster is counted, and the run is over.
 */
export async function sweep(atOnce: number, { sync, now, service }: Unit): Promise<void> {
  const { tenant, run } = sync;
  await service.transact({ tenant, publishes: [userRemoved, rosterChanged] }, async (tx) => {
    const here: Person['status'][] = ['active', 'invited'];
    const notLookedUp = { $or: [{ stub: false }, { slackUser: { $exists: false } }] };
    const unseen = { tenant, status: { $in: here }, seen: { $ne: run }, ...notLookedUp };
    const gone = await tx.model(people).find(unseen).limit(atOnce).lean();
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
    await tx.model(rosterSyncs).updateOne({ _id: tenant, tenant, again: true }, { $set: { dueAt: now } });
  });
}
