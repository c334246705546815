import type { RowOf, Tx } from '@crescendo/chassis';
import { type SlackMember, userRemoved, userSynced } from '@crescendo/contracts';
import { erasedAmong } from './erased-people.ts';
import { type Person, people, tombstone } from './people.ts';
import { isSame, newsOf, type Standing, standingAfter } from './standing.ts';

/** What Slack said about a member. */
export type Observation = {
  member: SlackMember;
  slackIndex: string;
  /** The person id they get if they are not known. */
  newUser: string;
};

/** Used where Slack does not say: lessons then come in the daytime of Greenwich. */
const unknownPlace = { timezone: 'Etc/UTC', locale: 'en-US' };

/**
 * Folds what Slack said about members, each mentioned once, into the people we know, and publishes what others have to
 * hear of it. Doing it again changes nothing. Whoever was erased stays so.
 *
 * @param options.run the roster sync under way, or the last one: those it marks as seen, it does not remove
 * @returns how many people changed, how many were passed over as erased, and whether the roster has to be counted again
 */
export async function observeMembers(
  tx: Tx<typeof userSynced | typeof userRemoved>,
  { observations, run }: { observations: readonly Observation[]; run: string },
): Promise<{ changed: number; erased: number; recount: boolean }> {
  const { tenant } = tx;
  const known = await knownPeople(tx, observations);
  const unknown = observations.map(({ slackIndex }) => slackIndex).filter((slackIndex) => !known.has(slackIndex));
  const erased = unknown.length === 0 ? new Set() : await erasedAmong(tx, { tenant, slackIndexes: unknown });
  const rows: Person[] = [];
  const marks: { _id: string; version: number }[] = [];
  let changed = 0;
  let recount = false;
  for (const observation of observations) {
    if (erased.has(observation.slackIndex)) continue;
    const person = known.get(observation.slackIndex);
    const next = standingAfter(person, observation.member);
    if (next && !(person && isSame(person, next))) {
      const user = person?._id ?? observation.newUser;
      const news = newsOf(person, next);
      const { version, timezone = unknownPlace.timezone, locale = unknownPlace.locale } = next;
      if (news.synced) tx.publish(userSynced, { version, timezone, locale }, { user });
      if (news.removed) tx.publish(userRemoved, { version }, { user });
      rows.push(rowOf({ tenant, user, observation, next, run, now: tx.now }));
      changed += 1;
      recount ||= news.recount;
    } else if (person && (next || person.seen !== run)) {
      marks.push({ _id: person._id, version: next?.version ?? person.version });
    }
  }
  await write(tx, { rows, marks, run });
  return { changed, erased: erased.size, recount };
}

async function knownPeople(tx: Tx, observations: readonly Observation[]): Promise<Map<string, Known>> {
  const slackIndex = { $in: observations.map((observation) => observation.slackIndex) };
  const rows = await tx.model(people).find({ tenant: tx.tenant, slackIndex }).lean<RowOf<typeof people>[]>();
  const opened = await tx.open(people, rows, ['email', 'timezone', 'locale', 'flags']);
  return new Map(opened.map((person) => [person.slackIndex, person]));
}

type Known = Omit<Person, 'slackUser'>;

function rowOf(person: {
  tenant: string;
  user: string;
  observation: Observation;
  next: Standing;
  run: string;
  now: Date;
}): Person {
  const { tenant, user, next, run, now } = person;
  const { slackIndex, member } = person.observation;
  if (next.status === 'removed')
    return tombstone({ _id: user, tenant, slackIndex, seen: run }, { version: next.version, leftAt: now });
  return { _id: user, tenant, user, slackIndex, slackUser: member.id, ...next, seen: run };
}

async function write(
  tx: Tx,
  { rows, marks, run }: { rows: readonly Person[]; marks: readonly { _id: string; version: number }[]; run: string },
): Promise<void> {
  const sealed = await Promise.all(rows.map((row) => tx.seal(people, row)));
  const writes = [
    ...sealed.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
    ...marks.map(({ _id, version }) => ({ updateOne: { filter: { _id }, update: { $set: { version, seen: run } } } })),
  ];
  if (writes.length > 0) await tx.model(people).bulkWrite(writes);
}
