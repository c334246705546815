import { type Service, systemClock } from '@crescendo/chassis';
import { sharedSignatures } from '@crescendo/chassis-testing';
import { createKeyring, type KeyTransport } from '@crescendo/keyring';
import { chassisCollections } from '../../../../packages/chassis/src/chassis-collections.ts';
import { startConsumer } from '../../../../packages/chassis/src/consume/consumer.ts';
import { keepConsuming } from '../../../../packages/chassis/src/consume/keep-consuming.ts';
import { createKillSwitch } from '../../../../packages/chassis/src/consume/kill-switch.ts';
import { createProcessor } from '../../../../packages/chassis/src/consume/processor.ts';
import { createContext } from '../../../../packages/chassis/src/context.ts';
import { startEffects } from '../../../../packages/chassis/src/effects/runner.ts';
import { eraseJob } from '../../../../packages/chassis/src/erasure/erase-job.ts';
import { createFences, type Fences } from '../../../../packages/chassis/src/fences/fences.ts';
import { readiness as createReadiness } from '../../../../packages/chassis/src/http/readiness.ts';
import { startJobs } from '../../../../packages/chassis/src/jobs/runner.ts';
import { startRelay } from '../../../../packages/chassis/src/outbox/relay.ts';
import { lease as createLease } from '../../../../packages/chassis/src/store/lease.ts';
import { openStore, type Store } from '../../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../../packages/chassis/src/telemetry/log.ts';
import { createMetrics } from '../../../../packages/chassis/src/telemetry/metrics.ts';
import { createKafka } from '../../../../packages/chassis/src/wire/kafka.ts';
import { createPublisher, type Publisher } from '../../../../packages/chassis/src/wire/publisher.ts';

const LEASE_MS = 8_000;
const SESSION_TIMEOUT_MS = 6_000;
/** Short, so that a run does not wait for it. */
const ERASE_EVERY_MS = 25;

export type ReplicaParts = {
  /** Its consumer group, the same for all replicas of a service. */
  group: string;
  name: string;
  service: Service;
  uri: string;
  brokers: string;
  transport: KeyTransport;
  /** Changes to it: points at which a fault can catch it, and missing mechanisms. */
  store?(store: Store): Store;
  fences?(fences: Fences): Fences;
  relayPublisher?(publisher: Publisher): Publisher;
  edgePublisher?(publisher: Publisher): Publisher;
};

const unchanged = <T>(part: T): T => part;
const nobody = async (): Promise<never> => {
  throw new Error('nobody is called in this world');
};

/** A replica of a service on real engines, assembled from the chassis' parts as in production; `start` runs it. */
export async function openReplica(parts: ReplicaParts) {
  const { group, name, service, brokers } = parts;
  const { relayPublisher = unchanged, edgePublisher = unchanged } = parts;
  const log = createLog(name, process.env.LOG_LEVEL ?? 'silent');
  const metrics = createMetrics(service.name);
  const collections = [...chassisCollections, ...service.collections];
  const opened = await openStore({ uri: parts.uri, collections });
  const store = parts.store?.(opened) ?? opened;
  const fences = (parts.fences ?? unchanged)(createFences(store));
  await fences.refresh();
  const signatures = sharedSignatures();
  const keyring = createKeyring({ transport: parts.transport });
  const kafka = createKafka({ service: group, brokers, log });
  const publisher = createPublisher(kafka, log);
  const lease = createLease(store, { name: 'background', holder: name, ms: LEASE_MS });
  const wake = { relay: () => {}, effects: () => {} };
  const committed = () => {
    wake.relay();
    wake.effects();
  };
  const guards = { store, keyring, fences, signatures, clock: systemClock };
  const { context, direct } = createContext({
    ...{ service, log, metrics, committed, ...guards },
    clock: systemClock,
    call: nobody,
    tokens: { issue: nobody, issueForOperator: nobody, verify: nobody, verifyOperator: nobody },
    publisher: edgePublisher(publisher),
    nudgeRelay: () => wake.relay(),
  });

  /** Functions that end what `start` began, called last first. */
  const running: (() => Promise<void>)[] = [];
  return {
    context,
    store,
    metrics,
    collections,
    publisher,
    signatures,
    /** Runs all of a replica's background work, and consumes these topics. */
    start({ topics }: { topics: readonly string[] }): void {
      const { beforeLook } = direct;
      const relay = startRelay({ store, publisher: relayPublisher(publisher), lease, metrics, log, beforeLook });
      const parts = { ...guards, lease, replica: name, context, metrics, log, committed };
      const effects = startEffects({ effects: service.effects, ...parts });
      const erasing = { ...eraseJob({ store, collections, hooks: service.erasure }), every: ERASE_EVERY_MS };
      const jobs = startJobs({ jobs: [erasing], lease, context, log });
      wake.relay = relay.nudge;
      wake.effects = effects.nudge;
      running.push(relay.stop, effects.stop, jobs.stop);
      const readiness = createReadiness();
      const killSwitch = createKillSwitch({ readiness, metrics, log });
      const { name: ofService, handlers } = service;
      const processor = createProcessor({
        ...{ service: ofService, handlers, killSwitch, metrics, log, committed, ...guards },
      });
      const consuming = { group, topics, kafka, store, processor, readiness, metrics, log };
      const sessionTimeoutMs = SESSION_TIMEOUT_MS;
      const consumer = keepConsuming({ ...consuming }, (lost) =>
        startConsumer({ ...consuming, sessionTimeoutMs, lost }),
      );
      running.push(consumer.stop);
    },
    async stop(): Promise<void> {
      for (const end of running.toReversed()) await end();
      await lease.release();
      await publisher.close();
      keyring.close();
      await store.close();
    },
  };
}
