import { type Outcome, skip, type Tx } from '@crescendo/chassis';
import { learningStarted, newId } from '@crescendo/contracts';
import {
  type Act,
  type DomainEvent,
  type DomainEventName,
  type DomainEventType,
  domainEventFor,
} from './domain-events.ts';
import { personLookUp } from './effects/look-up-person.ts';
import { staysErased } from './erased-people.ts';
import { people } from './people.ts';
import { lastRun } from './roster-syncs.ts';
import { isMachine } from './standing.ts';

/**
 * A person did something: it is published under their person id. Whoever is not known yet becomes a stub; who was erased
 * as well, when they start again, and as someone new.
 */
export async function personActed(
  tx: Tx<DomainEventType>,
  { slackIndex, act }: { slackIndex: string; act: Act },
): Promise<Outcome | undefined> {
  if (isMachine({ id: act.slackUser, bot: false })) return skip('machine');
  const meaning = domainEventFor(act, tx.now);
  if ('ignored' in meaning) return skip(meaning.ignored);
  const known = await tx.model(people).findOne({ tenant: tx.tenant, slackIndex }, { status: 1 }).lean();
  if (known?.status === 'removed') return skip('person-removed');
  const starts = meaning.type === learningStarted;
  if (!known && (await staysErased(tx, { slackIndex, starts }))) return skip('person-erased');
  const user = known?._id ?? (await addStub(tx, { slackIndex, slackUser: act.slackUser }));
  publish(tx, meaning, user);
  return undefined;
}

function publish<N extends DomainEventName>(tx: Tx<DomainEventType>, { type, data }: DomainEvent<N>, user: string) {
  tx.publish(type, data, { user });
}

/** A person of whom we know the Slack ID and no more; Slack is asked for the rest. Returns their new person id. */
async function addStub(tx: Tx, known: { slackIndex: string; slackUser: string }): Promise<string> {
  const user = newId('user');
  const { tenant } = tx;
  const stub = { _id: user, tenant, user, ...known, status: 'active' as const, stub: true, version: 0 };
  await tx.model(people).create([await tx.seal(people, { ...stub, seen: await lastRun(tx) })]);
  tx.perform(personLookUp, { user }, { key: user, coalesce: true, user });
  return user;
}
