import { randomBytes } from 'node:crypto';
import { controlStream, type ErasureStep, erasureStepRequested, newId } from '@crescendo/contracts';
import { createDatabase, createTopics, dropDatabase, type Engines } from '@crescendo/engines';
import { createKeyring } from '@crescendo/keyring';
import { topicEnds } from '@crescendo/scan';
import { erasureStepRows } from '../../../../packages/chassis/src/erasure/step-rows.ts';
import type { Fences, Scope } from '../../../../packages/chassis/src/fences/fences.ts';
import { ledger } from '../../../../packages/chassis/src/ledger/ledger.ts';
import { outbox } from '../../../../packages/chassis/src/outbox/outbox.ts';
import { deadLetters } from '../../../../packages/chassis/src/process/dead-letters.ts';
import { offsets } from '../../../../packages/chassis/src/process/inbox.ts';
import type { Store } from '../../../../packages/chassis/src/store/store.ts';
import { type EventRecord, sourceOf } from '../../../../packages/chassis/src/wire/envelope.ts';
import type { Publisher } from '../../../../packages/chassis/src/wire/publisher.ts';
import { eventually } from '../../eventually.ts';
import { allowedIn } from '../allowed.ts';
import { caughtStore } from './caught-store.ts';
import { openKeys } from './keys.ts';
import type { Mechanism } from './mechanisms.ts';
import { createPoints } from './points.ts';
import { openReplica } from './replica.ts';
import { toysOf } from './toys.ts';

const PATIENCE_MS = 60_000;
const OFTEN_MS = 15;

export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * Two replicas of a service and the real key service, on real engines. One replica does the people's work, keeps every
 * key it ever got, and may stop in the middle of work; the other gets the erasure steps. Any number of erasures can run
 * in it, one after the other.
 */
export async function openWorld(engines: Engines, without?: Mechanism) {
  const { kafka, mongodb } = engines;
  const { brokers } = kafka;
  const { adminUri } = mongodb;
  const name = `leaving_${randomBytes(6).toString('hex')}`;
  const points = createPoints();
  const toys = toysOf(name, points);
  await createTopics(brokers, [controlStream, toys.stream]);
  const [uri, keysUri] = [await createDatabase(adminUri, name), await createDatabase(adminUri, `${name}_keys`)];
  const keys = await openKeys({ uri: keysUri, brokers, without });

  /** The ids of events that the broker refuses once. */
  const refused = new Set<string>();
  const sent: EventRecord[] = [];
  const common = {
    group: name,
    service: toys.service,
    uri,
    brokers,
    transport: keys.transport,
    store: (store: Store) =>
      caughtStore(without === 'barrier' ? { ...store, endTransactions: async () => {} } : store, points),
    fences: (fences: Fences): Fences =>
      without === 'fence' ? { ...fences, statesOf: async (scopes) => scopes.map(() => 'open') } : fences,
    relayPublisher: (publisher: Publisher): Publisher => ({
      ...publisher,
      async send(events) {
        await publisher.send(events);
        for (const { event } of events) await points.reached('between produce and mark', [event.tenant, event.user]);
      },
    }),
    edgePublisher: (publisher: Publisher): Publisher => ({
      ...publisher,
      async send(events) {
        if (events.some(({ event }) => refused.delete(event.id))) throw new Error('the broker refuses');
        await publisher.send(events);
        sent.push(...events.map(({ event }) => event));
      },
    }),
  };
  const edge = await openReplica({ ...common, name: `${name}-1` });
  const other = await openReplica({ ...common, group: `${name}-control`, name: `${name}-2` });
  const { store } = other;
  // Skips other worlds' control events.
  const ends = await topicEnds(brokers, [controlStream.topic]);
  for (const [_id, end] of ends)
    await store.model(offsets).create([{ _id, next: Number(end), reached: Number(end), era: 'test', seen: {} }]);
  edge.start({ topics: [toys.stream.topic] });
  other.start({ topics: [controlStream.topic] });

  const until = <T>(work: () => Promise<T>, everyMs = OFTEN_MS) =>
    eventually(work, { timeoutMs: PATIENCE_MS, everyMs });

  return {
    adminUri,
    points,
    toys,
    keys,
    without,
    store,
    edge: edge.context,
    metrics: edge.metrics,
    refused,
    allowed: allowedIn([
      { name, collections: other.collections },
      { ...keys.definition, name: `${name}_keys` },
    ]),
    until,
    /** A keyring that holds nothing yet. */
    freshKeyring: () => createKeyring({ transport: keys.transport }),
    /** Sends the edge's last record about somebody again: the same event at a later offset. */
    async copyLast(of: Scope): Promise<void> {
      const last = sent.findLast(({ tenant, user }) => tenant === of.tenant && (!of.user || user === of.user));
      if (last) await other.publisher.send([{ topic: toys.stream.topic, event: last }]);
    },
    /** Requests a step as the coordinator does. */
    async ask(step: ErasureStep, { erasure, tenant, user }: Scope & { erasure: string }): Promise<void> {
      const data = { erasure, scope: user ? 'person' : 'tenant', step };
      const said = {
        id: newId('event'),
        type: erasureStepRequested.name,
        source: sourceOf('purge'),
        time: new Date(),
        ...{ tenant, user, key: tenant },
        value: JSON.stringify(data),
        traceparent: undefined,
      };
      const event = { ...said, signature: other.signatures.sign(said) };
      await other.publisher.send([{ topic: controlStream.topic, event }]);
    },
    answered: (step: ErasureStep, erasure: string) =>
      until(async () => {
        const row = await store.model(erasureStepRows).findById(`${erasure}/${step}`, { status: 1 }).lean();
        if (row?.status !== 'done') throw new Error(`${step} was not answered`);
      }),
    /** Redrives somebody's dead letters, as operators do. */
    async redrive({ tenant, user }: Scope): Promise<void> {
      const dead = { tenant, ...(user && { user }), status: 'dead' as const, redriveAs: { $exists: false } };
      await store.model(deadLetters).updateMany(dead, { $set: { redrive: 'by hand', redriveAs: 'redrive' } });
    },
    /** Throws unless all events have been handled, and nothing of the staying one is in progress. */
    async requireRest(staying: Scope): Promise<void> {
      const whose = { tenant: staying.tenant, ...(staying.user && { user: staying.user }) };
      const rows = new Map((await store.model(offsets).find().lean()).map(({ _id, next }) => [_id, next]));
      const ends = await topicEnds(brokers, [toys.stream.topic]);
      const behind = [...ends].filter(([id, end]) => (rows.get(id) ?? 0) < Number(end)).length;
      const pending = await store.model(outbox).countDocuments({ status: 'pending' });
      const open = { ...whose, status: { $in: ['intended' as const, 'sending' as const] } };
      const effects = await store.model(ledger).countDocuments(open);
      const dead = await store.model(deadLetters).countDocuments(whose);
      if (behind + pending + effects + dead > 0)
        throw new Error(`not at rest: ${behind} behind, ${pending} pending, ${effects} effects, ${dead} dead letters`);
    },
    async close(): Promise<void> {
      points.goOn();
      await edge.stop();
      await other.stop();
      await keys.close();
      for (const database of [name, `${name}_keys`]) await dropDatabase(adminUri, database);
    },
  };
}
