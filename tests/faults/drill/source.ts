import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sharedSignatures } from '@crescendo/chassis-testing';
import { newId, plain } from '@crescendo/contracts';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { z } from 'zod';
import { chassisCollections } from '../../../packages/chassis/src/chassis-collections.ts';
import { systemClock } from '../../../packages/chassis/src/clock.ts';
import { createFences } from '../../../packages/chassis/src/fences/fences.ts';
import { runUnit } from '../../../packages/chassis/src/handlers/unit-of-work.ts';
import { startRelay } from '../../../packages/chassis/src/outbox/relay.ts';
import { classify } from '../../../packages/chassis/src/store/classify.ts';
import { collection } from '../../../packages/chassis/src/store/collection.ts';
import { lease as createLease } from '../../../packages/chassis/src/store/lease.ts';
import { openStore } from '../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../packages/chassis/src/telemetry/log.ts';
import { createMetrics } from '../../../packages/chassis/src/telemetry/metrics.ts';
import { createKafka } from '../../../packages/chassis/src/wire/kafka.ts';
import { createPublisher } from '../../../packages/chassis/src/wire/publisher.ts';
import { steps } from './chain.ts';
import type { Planned } from './plan.ts';

/**
 * How much of the plan is published. It moves in the transaction with the events, so an attempt whose answer was lost
 * counts too.
 */
const progress = collection({
  name: 'progress',
  schema: z.object({ _id: plain(z.string()), next: plain(z.int()) }),
});

/** The events in one transaction. */
const AT_ONCE = 20;
const WAIT_MS = 50;

export type Source = {
  /** How many events are published, that is, committed to the outbox. */
  published(): number;
  /** Rejects if it gave up. */
  done: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Publishes the planned events, in this order and each once, through an outbox and a relay like a service's. The same
 * faults hit it as the services, but it runs in the drill's process, so it is never killed.
 */
export async function startSource(options: {
  events: readonly Planned[];
  brokers: string;
  mongodbUri: string;
  /** The number of events that may be published by now. */
  limit(): number;
}): Promise<Source> {
  const { events, limit } = options;
  const store = await openStore({ uri: options.mongodbUri, collections: [...chassisCollections, progress] });
  await store.model(progress).create([{ _id: 'plan', next: 0 }]);
  const log = createLog('drill', 'silent');
  const publisher = createPublisher(createKafka({ service: 'drill', brokers: options.brokers, log }), log);
  const lease = createLease(store, { name: 'background', holder: randomBytes(8).toString('hex'), ms: 8_000 });
  const relay = startRelay({ store, publisher, lease, metrics: createMetrics('drill'), log });
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const fences = createFences(store);
  const signatures = sharedSignatures();
  const stopping = new AbortController();
  let next = 0;

  async function publish(from: number, batch: readonly Planned[]): Promise<void> {
    const unit = { tenant: newId('tenant'), now: new Date(), publishes: [steps.billing] };
    await runUnit({ store, keyring, service: 'gateway', fences, signatures, clock: systemClock }, unit, async (tx) => {
      const moved = await tx
        .model(progress)
        .updateOne({ _id: 'plan', next: from }, { $set: { next: from + batch.length } });
      if (moved.matchedCount === 0) return; // an earlier attempt committed, but its answer was lost
      for (const { tenant, number, poisoned } of batch)
        tx.publish(steps.billing, { number, ...(poisoned && { poisoned }) }, { tenant });
    });
    relay.nudge();
  }

  /** Retries with exactly the same events: if an earlier attempt did commit, progress has moved past all of them. */
  async function publishAtLast(from: number, batch: readonly Planned[]): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await publish(from, batch);
        next = from + batch.length;
        return;
      } catch (error) {
        if (!classify(error).retry) throw error;
        await pause(WAIT_MS);
      }
    }
  }

  async function run(): Promise<void> {
    while (next < events.length && !stopping.signal.aborted) {
      const batch = events.slice(next, Math.min(next + AT_ONCE, limit()));
      if (batch.length > 0) await publishAtLast(next, batch);
      await pause(WAIT_MS); // also after a batch, for a steady stream rather than bursts
    }
  }

  const done = run();
  return {
    published: () => next,
    done,
    async stop() {
      stopping.abort();
      await done.catch(() => undefined); // its caller has got the error
      await relay.stop();
      await publisher.close();
      await store.close();
      keyring.close();
    },
  };
}
