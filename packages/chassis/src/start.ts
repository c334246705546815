import { randomBytes } from 'node:crypto';
import { createKeyring } from '@crescendo/keyring';
import { chassisCollections } from './chassis-collections.ts';
import { type Clock, systemClock } from './clock.ts';
import { type RunningConsumer, startConsumer } from './consume/consumer.ts';
import { keepConsuming } from './consume/keep-consuming.ts';
import { createKillSwitch } from './consume/kill-switch.ts';
import { createProcessor } from './consume/processor.ts';
import { watchLag } from './consume/watch-lag.ts';
import { createContext } from './context.ts';
import { deadLetterRoutes } from './dead-letters/routes.ts';
import { startEffects } from './effects/runner.ts';
import { archiveRoutes } from './erasure/archive-routes.ts';
import { eraseJob } from './erasure/erase-job.ts';
import { erasureProgressRoute } from './erasure/progress-route.ts';
import { createFences } from './fences/fences.ts';
import { watchFences } from './fences/watch-fences.ts';
import { watchBacklog } from './gauges/backlog.ts';
import { showState } from './gauges/show-state.ts';
import { serviceClient } from './http/client.ts';
import { readiness as createReadiness, type Readiness } from './http/readiness.ts';
import { readinessRoute } from './http/readiness-route.ts';
import { serveHttp } from './http/server.ts';
import { openTokens } from './http/tokens.ts';
import { startJobs } from './jobs/runner.ts';
import { keyTransport } from './key-transport.ts';
import { startRelay } from './outbox/relay.ts';
import type { Service } from './service.ts';
import type { BaseSettings } from './settings.ts';
import { endInOrder } from './stop.ts';
import { lease as createLease } from './store/lease.ts';
import { openStore, type Store } from './store/store.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { startTracing } from './telemetry/tracing.ts';
import { untilReady } from './until-ready.ts';
import { pause } from './waiting/backoff.ts';
import { deadline } from './waiting/deadline.ts';
import { createKafka } from './wire/kafka.ts';
import { createPublisher } from './wire/publisher.ts';
import { openSignatures } from './wire/signatures.ts';

const LEASE_MS = 8_000;

export type RunningService = { url: string; stop(): Promise<void> };

/**
 * Starts a service with everything that the chassis gives it, and resolves once it answers HTTP. It becomes ready
 * later: `/readyz` shows what it still waits for.
 */
export async function startService(
  service: Service,
  settings: BaseSettings,
  fatal: (error: Error) => void,
  clock: Clock = systemClock,
): Promise<RunningService> {
  const { name } = service;
  const log = createLog(name, settings.LOG_LEVEL);
  const metrics = createMetrics(name, settings.BUILD);
  const readiness = createReadiness();
  const stopping = new AbortController();
  const stopTracing = startTracing(name, {
    exporter: settings.OTEL_TRACES_EXPORTER,
    endpoint: settings.OTEL_EXPORTER_ZIPKIN_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
  });
  const keyFiles = { key: settings.SERVICE_KEY_FILE, keys: settings.SERVICE_JWKS_FILE };
  const tokens = await openTokens(name, keyFiles);
  const signatures = await openSignatures(keyFiles);
  const collections = [...chassisCollections, ...service.collections];
  const openDatabase = () => openStore({ uri: settings.MONGODB_URI, collections });
  const store = await untilReady('the database', { log, signal: stopping.signal }, openDatabase);

  const fences = createFences(store);
  await untilReady('the fences', { log, signal: stopping.signal }, () => fences.refresh());

  const call = serviceClient({ tokens, urls: urlsOf(settings), clock });
  const keyring = createKeyring({ transport: keyTransport(call, metrics), today: () => clock.now() });
  const kafka = createKafka({ service: name, brokers: settings.KAFKA_BROKERS, log });
  const publisher = createPublisher(kafka, log);
  const replica = settings.INSTANCE ?? randomBytes(8).toString('hex');
  const lease = createLease(store, { name: 'background', holder: replica, ms: LEASE_MS, clock });
  showState(metrics, { readiness, lease });

  // The parts below need one another. A commit anywhere wakes the relay or the effects.
  const wake = { relay: () => {}, effects: () => {} };
  const committed = (commitments: { published: number; performed: number }) => {
    if (commitments.published > 0) wake.relay();
    if (commitments.performed > 0) wake.effects();
  };
  const { context, direct } = createContext({
    service,
    clock,
    log,
    metrics,
    keyring,
    call,
    tokens,
    store,
    fences,
    signatures,
    publisher,
    committed,
    nudgeRelay: () => wake.relay(),
  });
  const relay = startRelay({ store, publisher, lease, metrics, log, beforeLook: direct.beforeLook });
  const effects = startEffects({
    effects: service.effects,
    store,
    keyring,
    fences,
    signatures,
    lease,
    replica,
    context,
    metrics,
    log,
    committed,
  });
  wake.relay = relay.nudge;
  wake.effects = effects.nudge;

  const edge = service.edge?.(context);
  const http = await serveHttp({
    host: settings.HOST,
    port: settings.PORT,
    routes: [
      readinessRoute(readiness),
      ...deadLetterRoutes({ store, keyring, service: name }),
      erasureProgressRoute({ store, collections }),
      ...archiveRoutes({ store }),
      ...service.routes,
      ...service.operatorRoutes,
    ],
    edge,
    readiness,
    metrics,
    tokens,
    log,
    service: context,
  });
  const erasing = eraseJob({ store, collections, hooks: service.erasure });
  const jobs = startJobs({ jobs: [...service.jobs, erasing], lease, context, log });
  const { signal } = stopping;
  const watchers = [
    watchDatabase(store, { readiness, metrics, signal, clock }),
    watchBacklog({ store, metrics, log, signal, clock }),
    watchLag({ kafka, metrics, log, signal }),
    watchFences({ fences, keyring, log, signal }),
  ];

  let consumer: RunningConsumer | undefined;
  const starting = (async () => {
    const { warmUp } = service;
    if (warmUp) {
      readiness.set('warm-up', 'under way');
      const failing = (code: string) => readiness.set('warm-up', code);
      await untilReady('what has to be in memory', { log, signal: stopping.signal, failing }, () => warmUp(context));
      readiness.set('warm-up', undefined);
    }
    const topics = [...new Set(service.handlers.flatMap(({ types }) => types.map(({ stream }) => stream.topic)))];
    if (topics.length === 0) return;
    const processor = createProcessor({
      service: name,
      handlers: service.handlers,
      store,
      keyring,
      fences,
      signatures,
      clock,
      killSwitch: createKillSwitch({ readiness, metrics, log }),
      metrics,
      log,
      committed,
    });
    const sessionTimeoutMs = settings.KAFKA_SESSION_TIMEOUT_MS;
    const parts = { group: name, topics, kafka, store, processor, readiness, metrics, log, sessionTimeoutMs };
    consumer = keepConsuming(parts, (lost) => startConsumer({ ...parts, lost }));
  })();
  starting.catch((error) => {
    if (!stopping.signal.aborted) fatal(error instanceof Error ? error : new Error('start failed'));
  });
  log.info({ url: http.url }, 'started');

  return {
    url: http.url,
    async stop() {
      readiness.set('service', 'stopping');
      stopping.abort();
      const drainMs = settings.DRAIN_SECONDS * 1_000;
      const consuming = async () => {
        await starting.catch(() => undefined); // `starting.catch` above reports it
        await consumer?.stop();
      };
      // First the parts that create work, then those that send it out, then those that both need. All this takes under
      // 4 s plus the draining, even if nothing answers.
      await endInOrder({ clock, log }, [
        [
          { what: 'consumer', ms: 2_200, end: consuming },
          { what: 'jobs', ms: 2_200, end: () => jobs.stop() },
          { what: 'effects', ms: 2_200, end: () => effects.stop() },
          { what: 'watchers', ms: 2_200, end: () => Promise.all(watchers) },
          { what: 'http', ms: drainMs + 2_200, end: () => http.close(drainMs) },
        ],
        [{ what: 'relay', ms: 700, end: () => relay.stop() }],
        [
          { what: 'publisher', ms: 450, end: () => publisher.close() },
          { what: 'lease', ms: 450, end: () => lease.release() },
        ],
        [{ what: 'database', ms: 450, end: () => store.close() }],
      ]);
      keyring.close();
      log.info('stopped');
      await stopTracing();
    },
  };
}

const DATABASE_CHECK_MS = 2_000;

async function watchDatabase(
  store: Store,
  { readiness, metrics, signal, clock }: { readiness: Readiness; metrics: Metrics; signal: AbortSignal; clock: Clock },
): Promise<void> {
  do {
    const ping = store.ping().then((ms) => metrics.databaseSeconds.observe(ms / 1000));
    const answered = await deadline(clock, DATABASE_CHECK_MS)
      .isMetBy(ping)
      .catch(() => false);
    readiness.set('database', answered ? undefined : 'does not answer');
  } while (await pause(DATABASE_CHECK_MS, signal));
}

function urlsOf(settings: BaseSettings) {
  return {
    gateway: settings.GATEWAY_URL,
    ingestion: settings.INGESTION_URL,
    billing: settings.BILLING_URL,
    personalization: settings.PERSONALIZATION_URL,
    analytics: settings.ANALYTICS_URL,
    support: settings.SUPPORT_URL,
    purge: settings.PURGE_URL,
  };
}
