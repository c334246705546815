import type { RowOf, Tx } from '@crescendo/chassis';
import { newId, type SlackMember, userRemoved, userSynced } from '@crescendo/contracts';
import { erasedAmong } from './erased-people.ts';
import { type Person, people, tombstone } from './people.ts';
import { readAgain } from './roster-syncs.ts';
import { addSeats, noSeats, type SeatCount, seatChange, seatsOf, seatsOfMember } from './seats.ts';
import { settlePeople } from './settle-people.ts';
import { isPresent, isSame, newsOf, type Standing, standingAfter } from './standing.ts';
import { noteChange } from './uncounted-changes.ts';

/** Slack's news of a member. */
export type Observation = { member: SlackMember; slackIndex: string };

/** Used when Slack gives no time zone: lessons then come in the daytime of Greenwich. */
const unknownPlace = { timezone: 'Etc/UTC', locale: 'en-US' };

/**
 * Applies Slack's news of members, at most one per member, to the people we know, and publishes the changes that other
 * services need. Idempotent. Erased people stay erased, and count as seats by Slack's flags like everyone else.
 *
 * @param options.toldAt when Slack said it, or slightly earlier
 * @param options.run the roster sync under way, or the last one; it does not remove people marked as seen by it
 * @param options.onPage whether they come from a page of that run; other news changes the number of seats directly
 * @returns how many people changed, how many were skipped as erased, and the seats that the page adds to its run
 */
export async function observeMembers(
  tx: Tx<typeof userSynced | typeof userRemoved>,
  {
    observations,
    toldAt,
    run,
    onPage,
  }: { observations: readonly Observation[]; toldAt: Date; run: string; onPage: boolean },
): Promise<{ changed: number; erased: number; listed: SeatCount }> {
  const { tenant } = tx;
  const known = await knownPeople(tx, observations);
  const unknown = slackIndexesOf(observations).filter((slackIndex) => !known.has(slackIndex));
  const erased = unknown.length === 0 ? new Set() : await erasedAmong(tx, { tenant, slackIndexes: unknown });
  const isNew = ({ slackIndex, member }: Observation) =>
    !known.has(slackIndex) && !erased.has(slackIndex) && standingAfter(undefined, member, toldAt)?.status === 'active';
  await settlePeople(tx, slackIndexesOf(observations.filter(isNew)));
  const rows: Person[] = [];
  const marks: Mark[] = [];
  let changed = 0;
  let listed = noSeats;
  for (const observation of observations) {
    const { slackIndex, member } = observation;
    if (erased.has(slackIndex)) {
      listed = addSeats(listed, seatsOfMember(member));
      // For an erased person we do not know whether they were here before, so the list has to tell the number.
      if (!onPage && !isPresent(member)) await readAgain(tx);
      continue;
    }
    const person = known.get(slackIndex);
    const next = standingAfter(person, member, toldAt);
    const after = next ?? person;
    const change = after ? seatChange(person, after) : noSeats;
    listed = addSeats(listed, person?.listed === run ? change : seatsOf(after));
    if (!onPage) await noteChange(tx, { change, listed: person?.listed });
    const listedBy = onPage || person?.counted ? run : person?.listed;
    if (next && !(person && isSame(person, next))) {
      // The new people here left before we knew them, or are only invited: nothing about them is sealed or published.
      const user = person?._id ?? newId('user');
      const news = newsOf(person, next);
      const { version, timezone = unknownPlace.timezone, locale = unknownPlace.locale } = next;
      if (news.synced) tx.publish(userSynced, { version, timezone, locale }, { user });
      if (news.removed) tx.publish(userRemoved, { version }, { user });
      rows.push(rowOf({ tenant, user, observation, next, run, listedBy, now: tx.now }));
      changed += 1;
    } else if (person && (next || person.seen !== run || person.listed !== listedBy)) {
      marks.push({ _id: person._id, version: next?.version ?? person.version, seen: run, listed: listedBy });
    }
  }
  await write(tx, { rows, marks });
  return { changed, erased: erased.size, listed };
}

const slackIndexesOf = (observations: readonly Observation[]) => observations.map(({ slackIndex }) => slackIndex);

async function knownPeople(tx: Tx, observations: readonly Observation[]): Promise<Map<string, Known>> {
  const slackIndex = { $in: slackIndexesOf(observations) };
  const rows = await tx.model(people).find({ tenant: tx.tenant, slackIndex }).lean<RowOf<typeof people>[]>();
  const opened = await tx.open(people, rows, ['email', 'timezone', 'locale', 'flags']);
  return new Map(opened.map((person) => [person.slackIndex, person]));
}

type Known = Omit<Person, 'slackUser'>;

/** The changes to a person about whom nothing else is new. */
type Mark = Pick<Person, '_id' | 'version' | 'seen' | 'listed'>;

function rowOf(person: {
  tenant: string;
  user: string;
  observation: Observation;
  next: Standing;
  run: string;
  listedBy: string | undefined;
  now: Date;
}): Person {
  const { tenant, user, next, run, listedBy, now } = person;
  const { slackIndex, member } = person.observation;
  if (next.status === 'removed')
    return tombstone({ _id: user, tenant, slackIndex, seen: run }, { version: next.version, leftAt: now });
  const slackUser = next.status === 'active' && { slackUser: member.id };
  return {
    _id: user,
    tenant,
    user,
    slackIndex,
    ...slackUser,
    ...next,
    seen: run,
    ...(listedBy && { listed: listedBy }),
  };
}

async function write(tx: Tx, { rows, marks }: { rows: readonly Person[]; marks: readonly Mark[] }): Promise<void> {
  const sealed = await Promise.all(rows.map((row) => tx.seal(people, row)));
  const writes = [
    ...sealed.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
    ...marks.map(({ _id, version, seen, listed }) => ({
      updateOne: { filter: { _id }, update: { $set: { version, seen, ...(listed && { listed }) } } },
    })),
  ];
  if (writes.length > 0) await tx.model(people).bulkWrite(writes);
}
