import { randomBytes } from 'node:crypto';
import { chassisCollections } from '@crescendo/chassis/src/chassis-collections.ts';
import { createKillSwitch } from '@crescendo/chassis/src/consume/kill-switch.ts';
import { createProcessor } from '@crescendo/chassis/src/consume/processor.ts';
import { createContext } from '@crescendo/chassis/src/context.ts';
import { startEffects } from '@crescendo/chassis/src/effects/runner.ts';
import { eraseJob } from '@crescendo/chassis/src/erasure/erase-job.ts';
import { createFences } from '@crescendo/chassis/src/fences/fences.ts';
import type { ServiceClient } from '@crescendo/chassis/src/http/client.ts';
import { readiness as createReadiness } from '@crescendo/chassis/src/http/readiness.ts';
import type { Tokens } from '@crescendo/chassis/src/http/tokens.ts';
import { ledger } from '@crescendo/chassis/src/ledger/ledger.ts';
import { outbox } from '@crescendo/chassis/src/outbox/outbox.ts';
import type { Placed } from '@crescendo/chassis/src/process/broker-origin.ts';
import type { Conclusion } from '@crescendo/chassis/src/process/conclusion.ts';
import { offsets } from '@crescendo/chassis/src/process/inbox.ts';
import type { PartitionRow } from '@crescendo/chassis/src/process/offsets.ts';
import type { Position } from '@crescendo/chassis/src/process/position.ts';
import type { Service } from '@crescendo/chassis/src/service.ts';
import { lease as createLease } from '@crescendo/chassis/src/store/lease.ts';
import { createLog } from '@crescendo/chassis/src/telemetry/log.ts';
import { createMetrics } from '@crescendo/chassis/src/telemetry/metrics.ts';
import { sourceOf } from '@crescendo/chassis/src/wire/envelope.ts';
import type { Publisher } from '@crescendo/chassis/src/wire/publisher.ts';
import { openEvent, sealEvent } from '@crescendo/chassis/src/wire/seal-event.ts';
import {
  type Clear,
  catalogue,
  type DataOf,
  type EventType,
  newId,
  type ServiceName,
  sealedFields,
} from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { inject, onTestFinished } from 'vitest';
import { withBeforeWrites } from './before-writes.ts';
import { heldClock } from './held-clock.ts';
import { patientStore } from './patient-store.ts';
import { runOf } from './run-of.ts';
import { sharedSignatures } from './signatures.ts';

/** An event as a test sees it, all in clear. */
export type Published = {
  id: string;
  type: string;
  tenant: string;
  user: string | undefined;
  key: string;
  /** When it happened. An event caused by a person's act has the time of the act. */
  time: Date;
  data: unknown;
};
export type Performed = {
  effect: string;
  key: string;
  args: Record<string, unknown>;
  status: string;
  /** The number of attempts so far. */
  attempt: number;
};

export type Delivery<E> = {
  tenant: string;
  user?: string;
  data: Clear<DataOf<E>>;
  /** Delivering the same id twice delivers the same event twice. */
  id?: string;
  key?: string;
  time?: Date;
  /** The service that publishes it. Default: the first that may. */
  from?: ServiceName;
  /** Called between publishing and handling. */
  meanwhile?: () => void;
};

const ERA = 'test';

const offline: Publisher = {
  send: async () => {
    throw new Error('there is no broker in this test');
  },
  close: async () => {},
};

/**
 * A service on a real database of its own, with its real inbox, transactions, outbox and ledger, but no broker: a test
 * delivers events by hand and finds published ones in the outbox. It ends with the test.
 */
export async function testService(
  service: Service,
  options: { now?: Date; call?: ServiceClient; tokens?: Tokens; adminUri?: string } = {},
) {
  const { adminUri = inject('engines').adminUri } = options;
  const database = `${service.name}_${randomBytes(6).toString('hex')}`;
  const uri = await createDatabase(adminUri, database);
  const collections = [...chassisCollections, ...service.collections];
  const { store, beforeWrites } = withBeforeWrites(await patientStore(uri, collections));
  const fences = createFences(store);
  await fences.refresh();
  const signatures = sharedSignatures();
  const keys = keyServiceInMemory();
  const clock = heldClock(options.now);
  const keyring = createKeyring({ transport: keys.transport, now: () => clock.now().getTime() });
  const log = createLog(service.name, process.env.LOG_LEVEL ?? 'silent');
  const metrics = createMetrics(service.name);
  const unreachable: ServiceClient = async (name) => {
    throw new Error(`this test did not say what ${name} answers`);
  };
  const nobody = async () => {
    throw new Error('this test did not say who calls');
  };
  const tokens: Tokens = options.tokens ?? {
    issue: async (audience, tenant) => `${audience}:${tenant}`,
    issueForOperator: async (audience, operator) => `${audience}:${operator}`,
    verify: nobody,
    verifyOperator: nobody,
  };
  const { context } = createContext({
    service,
    clock,
    log,
    metrics,
    keyring,
    call: options.call ?? unreachable,
    tokens,
    store,
    fences,
    signatures,
    publisher: offline,
    committed: () => {},
    nudgeRelay: () => {},
  });
  const processor = createProcessor({
    service: service.name,
    handlers: service.handlers,
    store,
    keyring,
    fences,
    signatures,
    clock,
    killSwitch: createKillSwitch({ readiness: createReadiness(), metrics, log }),
    metrics,
    log,
    committed: () => {},
  });
  onTestFinished(async () => {
    keyring.close();
    await store.close();
    await dropDatabase(adminUri, database);
  });

  const runs = new Map<string, ReturnType<typeof runOf>>();
  const next = new Map<string, number>();
  const never = new AbortController().signal;
  const rowAt = (next: number): PartitionRow => ({ next, era: ERA, seen: new Map(), mayHaveLetters: true });
  const placeOf = (position: Position) => ({ position, row: rowAt(position.offset) });

  /** Puts the event on its topic's only partition in the test. */
  async function arrive<E extends EventType>(type: E, delivery: Delivery<E>): Promise<Placed> {
    const { tenant, user, data, id = newId('event'), key = user ?? tenant, time = clock.now(), from } = delivery;
    const value = await sealEvent(keyring, type, { id, tenant, user, time }, data as object);
    delivery.meanwhile?.();
    const { topic } = type.stream;
    const offset = next.get(topic) ?? 0;
    next.set(topic, offset + 1);
    const row = { next: 0, reached: 0, era: ERA, seen: {} };
    if (offset === 0)
      await store.model(offsets).updateOne({ _id: `${topic}/0` }, { $setOnInsert: row }, { upsert: true });
    const source = sourceOf(from ?? type.producers[0] ?? service.name);
    const event = { id, type: type.name, source, time, tenant, user, key, value, traceparent: undefined };
    const signature = type.signed ? signatures.sign(event) : undefined;
    return { event: { ...event, signature }, position: { topic, partition: 0, offset } };
  }

  async function changedBy<T>(deliver: () => Promise<T>) {
    const before = new Set((await published()).map((event) => event.id));
    const effectsBefore = (await performed()).length;
    const outcome = await deliver();
    return {
      outcome,
      published: (await published()).filter((event) => !before.has(event.id)),
      performed: (await performed()).slice(effectsBefore),
    };
  }

  async function published(since: Date = new Date(0)): Promise<Published[]> {
    const sort = { cause: 1, position: 1, index: 1 } as const;
    const rows = await store
      .model(outbox)
      .find({ createdAt: { $gte: since } })
      .sort(sort)
      .lean();
    return await Promise.all(
      rows.map(async ({ _id: id, type: name, tenant, user, key, time, value }) => {
        const type = catalogue.find((known) => known.name === name);
        if (!type) throw new Error(`${name} is not in the catalogue`);
        const data = JSON.parse(value);
        const fields = [...sealedFields(type.schema).keys()];
        return {
          id,
          type: name,
          tenant,
          user,
          key,
          time,
          data: await openEvent(keyring, type, { id, tenant, user, time, data }, fields),
        };
      }),
    );
  }

  async function performed(): Promise<Performed[]> {
    const rows = await store.model(ledger).find({}).sort({ cause: 1, position: 1, index: 1 }).lean();
    return rows.map(({ effect, key, args, status, attempt }) => ({ effect, key, args, status, attempt }));
  }

  /** Starts the service's effects as in production. Stop it before the test ends. */
  const startRunner = (replica: string = newId('event')) => {
    const lease = createLease(store, { name: 'background', holder: 'test', ms: 8_000, clock });
    const parts = { store, keyring, fences, signatures, lease, replica, context, metrics, log, committed: () => {} };
    return startEffects({ effects: service.effects, ...parts });
  };

  return {
    context,
    keyring,
    metrics,
    store,
    uri,
    /** Destroys a key, and so everything sealed under it. */
    destroyKey: keys.destroy,
    /** Destroys a key as a withdrawn consent does: the next key has a new generation. */
    withdrawKey: keys.withdraw,
    /** Makes the key service unreachable or reachable. */
    keyServiceAway: keys.setAway,
    /** Stands still, so no deadline passes before the test says so. */
    clock,
    setNow: clock.setNow,
    /** Sets a hook that runs before each write and each commit; `undefined` removes it. */
    beforeWrites,
    /** The names of all existing keys. Each starts with the id of the person or customer whose key it is. */
    keyIds: keys.ids,
    published,
    performed,
    /** Drains, one by one, the letters that operators marked. */
    drain: processor.drain,
    /** Delivers an event. Resolves to how it ended, what it published and which effects it requested. */
    async deliver<E extends EventType>(
      type: E,
      delivery: Delivery<E>,
    ): Promise<{ outcome: Conclusion; published: Published[]; performed: Performed[] }> {
      const { event, position } = await arrive(type, delivery);
      return await changedBy(() => processor.process(event, placeOf(position), never));
    },
    /**
     * Delivers consecutive events of a partition as one chunk to their batch handler. The outcome is false when they
     * must be handled one by one: nothing was committed then, so deliver them one by one.
     */
    async deliverBatch<Es extends readonly EventType[]>(
      deliveries: readonly [...{ [I in keyof Es]: readonly [type: Es[I], delivery: Delivery<Es[I]>] }],
    ): Promise<{ outcome: boolean; published: Published[]; performed: Performed[] }> {
      const events: Placed[] = [];
      for (const [type, delivery] of deliveries) events.push(await arrive(type, delivery));
      const [first, last] = [events[0], events.at(-1)];
      const handler = first && processor.stepFor(first.event.type);
      if (!first || !last || typeof handler !== 'object') throw new Error('no batch handler takes these');
      const place = { ...placeOf(last.position), row: rowAt(first.position.offset) };
      const changed = await changedBy(() => processor.processChunk({ handler, events }, place, never));
      // Not handled: the next delivery starts at the same offset.
      if (!changed.outcome) next.set(first.position.topic, first.position.offset);
      return changed;
    },
    /**
     * Runs a job of the service until nothing more is due. Rows that failed in an earlier run wait, as in a real
     * process.
     */
    async runJob(name: string): Promise<void> {
      const jobs = [...service.jobs, eraseJob({ store, collections, hooks: service.erasure })];
      const job = jobs.find((known) => known.name === name);
      if (!job) throw new Error(`${service.name} has no job ${name}`);
      const run = runs.get(name) ?? runOf(job, context);
      runs.set(name, run);
      while ((await run(clock.now())) === true);
    },
    startEffects: startRunner,
    /** Runs effects until none is due. */
    async runEffects(): Promise<Performed[]> {
      const runner = startRunner();
      const model = store.model(ledger);
      while (await model.exists({ $or: [{ status: 'sending' }, { status: 'intended', dueAt: { $lte: new Date() } }] }))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await runner.stop();
      return await performed();
    },
    /** Makes all waiting effects due now. */
    async skipWaits(): Promise<void> {
      await store.model(ledger).updateMany({ status: 'intended' }, { $set: { dueAt: new Date() } });
    },
  };
}
