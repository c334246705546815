import { type About, type Outcome, skip, type Tx } from '@crescendo/chassis';
import { consentWithdrawn, learningStarted } from '@crescendo/contracts';
import { judge, remember, timesOf } from './act-times.ts';
import {
  type Act,
  type DomainEvent,
  type DomainEventName,
  type DomainEventType,
  domainEventFor,
} from './domain-events.ts';
import { personLookUp } from './effects/look-up-person.ts';
import { wasErased } from './erased-people.ts';
import { repeatsLastAct } from './last-acts.ts';
import { people } from './people.ts';
import { changesNothing, isDoneOnce, repeated } from './repetition.ts';
import { lastRun } from './roster-syncs.ts';
import { addStubs } from './settle-people.ts';
import { isMachine } from './standing.ts';

/**
 * Publishes a person's act under their person id. A repetition of something done once is not published. Unknown and
 * invited people become stubs; so do erased people who press Start, as someone new.
 */
export async function personActed(
  tx: Tx<DomainEventType>,
  { slackIndex, act }: { slackIndex: string; act: Act },
): Promise<Outcome | undefined> {
  if (isMachine({ id: act.slackUser, bot: false })) return skip('machine');
  const meaning = domainEventFor(act, tx.now);
  if ('ignored' in meaning) return skip(meaning.ignored);
  const known = await tx.model(people).findOne({ tenant: tx.tenant, slackIndex }).lean();
  if (known?.status === 'removed') return skip('person-removed');
  if (!known) {
    const starts = meaning.type === learningStarted;
    if ((await wasErased(tx, { slackIndex, starts })) === 'stays-so') return skip('person-erased');
    tx.commitFirst((first) => settle(first, { slackIndex, starts }));
  }
  const { _id: user, version, counted } = known;
  const isKnown = known.status === 'active' && (known.slackUser !== undefined || !known.stub);
  if (!isKnown) await putStub(tx, { user, version, slackIndex, slackUser: act.slackUser, counted });

  const judged = judge(meaning.type, tx.now, await timesOf(tx, user));
  if ('nothing' in judged) return skip(judged.nothing);
  const repeats = !changesNothing(meaning) && (await repeatsLastAct(tx, { user, act }));
  if (repeats && isDoneOnce(meaning)) return skip('repeated');
  if (judged.remember) await remember(tx, user, judged.remember);
  const { generation } = judged;
  if (judged.givenSince) tx.publish(consentWithdrawn, { category: 'feedback', givenSince: true }, { user });
  else publish(tx, repeats ? repeated(meaning) : meaning, { user, ...(generation && { generation }) });
  return undefined;
}

/** Gives an unknown person who acts their person id, and an erased person who starts again a new one. */
async function settle(first: Tx, { slackIndex, starts }: { slackIndex: string; starts: boolean }): Promise<void> {
  const erased = await wasErased(first, { slackIndex, starts });
  if (erased === 'stays-so') return;
  const again = erased === 'starts-again';
  const [user] = await addStubs(first, { slackIndexes: [slackIndex], counted: again });
  if (user && again) await remember(first, user, { knownFrom: first.now });
}

function publish<N extends DomainEventName>(tx: Tx<DomainEventType>, { type, data }: DomainEvent<N>, about: About) {
  tx.publish(type, data, about);
}

type Stub = { user: string; version: number; slackIndex: string; slackUser: string; counted: true | undefined };

/** Adds a person of whom we know only the Slack ID, and has Slack asked for the rest. */
async function putStub(tx: Tx, { counted, ...known }: Stub): Promise<void> {
  const { tenant } = tx;
  const { user } = known;
  const stub = { ...known, _id: user, tenant, status: 'active' as const, stub: true };
  const seen = await lastRun(tx);
  const row = await tx.seal(people, { ...stub, seen, ...(counted && { counted }) });
  await tx.model(people).replaceOne({ _id: user, tenant }, row, { upsert: true });
  tx.perform(personLookUp, { user }, { key: user, coalesce: true, user });
}
