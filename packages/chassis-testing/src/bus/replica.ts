import { systemClock } from '@crescendo/chassis/src/clock.ts';
import { type RunningConsumer, startConsumer } from '@crescendo/chassis/src/consume/consumer.ts';
import { keepConsuming } from '@crescendo/chassis/src/consume/keep-consuming.ts';
import { createKillSwitch } from '@crescendo/chassis/src/consume/kill-switch.ts';
import { createProcessor } from '@crescendo/chassis/src/consume/processor.ts';
import { createFences } from '@crescendo/chassis/src/fences/fences.ts';
import type { Handler } from '@crescendo/chassis/src/handlers/on.ts';
import { readiness as createReadiness, type Readiness } from '@crescendo/chassis/src/http/readiness.ts';
import { type Relay, startRelay } from '@crescendo/chassis/src/outbox/relay.ts';
import { lease as createLease, type Lease } from '@crescendo/chassis/src/store/lease.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import { createMetrics, type Metrics } from '@crescendo/chassis/src/telemetry/metrics.ts';
import { createPublisher, type Publisher } from '@crescendo/chassis/src/wire/publisher.ts';
import type { Keyring } from '@crescendo/keyring';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { sharedSignatures } from '../signatures.ts';
import type { Mechanism } from './mechanism.ts';

/** As in a service. */
const LEASE_MS = 8_000;
/** The shortest that Kafka accepts. */
const SESSION_TIMEOUT_MS = 6_000;

export type ReplicaParts = {
  group: string;
  topics: readonly string[];
  handlers: readonly Handler[];
  kafka: Kafka;
  store: Store;
  keyring: Keyring;
  log: Logger;
  /** A mechanism to leave out. */
  without?: Mechanism | undefined;
  /** Wraps its store. */
  watch?: (store: Store) => Store;
};

export type ObservedConsumer = RunningConsumer & Pick<Readiness, 'reasons'> & { metrics: Metrics };

/** The parts of one replica of a service, assembled as in production; each can be started alone. */
export function createReplica(parts: ReplicaParts) {
  const { group, topics, handlers, kafka, keyring, log, without, watch = (store) => store } = parts;
  const direct = createPublisher(kafka, log);
  const store = watch(without?.store?.(parts.store, direct.send) ?? parts.store);

  function consumerParts(nudgeRelay: () => void) {
    const readiness = createReadiness();
    const metrics = createMetrics(group);
    const real = createKillSwitch({ readiness, metrics, log });
    const killSwitch = without?.killSwitch?.(real) ?? real;
    const service = 'billing' as const;
    const committed = nudgeRelay;
    const guards = { fences: createFences(store), signatures: sharedSignatures(), clock: systemClock };
    const processor = createProcessor({
      ...{ service, handlers, store, keyring, killSwitch, metrics, log, committed },
      ...guards,
    });
    const lost = (error: Error) => log.error({ err: error }, 'consumer ended');
    return {
      ...{ group, topics, kafka, store, processor, readiness, metrics, log, lost },
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
    };
  }

  return {
    store,
    /** Starts a single consumer, with no replacement if it is lost. Rejects when it cannot start. */
    startConsumerOnce: (): Promise<RunningConsumer> => startConsumer(consumerParts(() => {})),
    /** Consumes like a service: a lost consumer is replaced. */
    startConsumer(nudgeRelay = () => {}): ObservedConsumer {
      const parts = consumerParts(nudgeRelay);
      const consumer = keepConsuming(parts, (lost) => startConsumer({ ...parts, lost }));
      return { ...consumer, metrics: parts.metrics, reasons: parts.readiness.reasons };
    },
    /** @param own wraps this replica's publisher and lease */
    startRelay(holder: string, own = { publisher: (to: Publisher) => to, lease: (of: Lease) => of }): Relay {
      const real = createPublisher(kafka, log);
      const publisher = own.publisher(without?.publisher?.(real) ?? real);
      const lease = own.lease((without?.lease ?? createLease)(store, { name: 'background', holder, ms: LEASE_MS }));
      const relay = startRelay({ store, publisher, lease, metrics: createMetrics(group), log });
      return {
        nudge: relay.nudge,
        async stop() {
          await relay.stop();
          await lease.release();
          await real.close();
        },
      };
    },
    close: () => direct.close(),
  };
}
