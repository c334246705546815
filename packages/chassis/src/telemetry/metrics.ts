import { streams } from '@crescendo/contracts';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ageGauge, askedGauge } from './asked-gauge.ts';
import { createConsumerLag } from './consumer-lag.ts';
import { showLag } from './lag-gauges.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The metrics of every service, in its own registry. Labels are names and codes, never ids. Every replica shows the
 * same numbers from the service's database, so query them with `max`.
 *
 * @param build the build, as shown by `crescendo_build_info`
 */
export function createMetrics(service: string, build = 'source') {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const metrics = {
    registry,
    ready: askedGauge({
      name: 'crescendo_ready',
      help: '1: the service takes its part; 0: it waits for something, see crescendo_not_ready',
      labelNames: [],
      registers,
    }),
    notReady: askedGauge({
      name: 'crescendo_not_ready',
      help: '1 for each thing the service waits for, as /readyz names it',
      labelNames: ['what'],
      registers,
    }),
    leaseHeld: askedGauge({
      name: 'crescendo_lease_held',
      help: '1: this replica does what only one may do (relay, effects, jobs)',
      labelNames: [],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'crescendo_http_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    refused: new Counter({
      name: 'crescendo_refused_total',
      help: 'Requests refused at the edge, by reason',
      labelNames: ['code'],
      registers,
    }),
    edgeSeconds: new Histogram({
      name: 'crescendo_edge_acknowledge_seconds',
      help: 'Time until traffic at the edge is safe, by who has it',
      labelNames: ['by'],
      buckets: SECONDS,
      registers,
    }),
    handled: new Counter({
      name: 'crescendo_events_handled_total',
      help: 'Events handled, by outcome and code',
      labelNames: ['event', 'outcome', 'code'],
      registers,
    }),
    handlerSeconds: new Histogram({
      name: 'crescendo_handler_seconds',
      help: 'Time from taking an event to its commit, attempts included',
      labelNames: ['event'],
      buckets: SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'crescendo_retries_total',
      help: 'Attempts that failed and were tried again',
      labelNames: ['of', 'code'],
      registers,
    }),
    absorbed: new Counter({
      name: 'crescendo_redeliveries_absorbed_total',
      help: 'Copies of what was handled before, passed over: known by their offset, or by their identity (id, sequence)',
      labelNames: ['by'],
      registers,
    }),
    /** How far consumption is behind; feeds the three lag gauges. */
    lag: createConsumerLag({ retentionOf: (topic) => streams.find((stream) => stream.topic === topic)?.retention }),
    consumerPaused: new Gauge({
      name: 'crescendo_consumer_paused',
      help: '1: most of what the consumer tries fails, so it only probes',
      registers,
    }),
    partitionStopped: askedGauge({
      name: 'crescendo_partition_stopped',
      help: '1: consumption of the partition has ended until a person has looked',
      labelNames: ['topic', 'partition', 'reason'],
      registers,
    }),
    deadLetters: new Gauge({
      name: 'crescendo_dead_letters',
      help: 'Events put aside: dead (could not be handled), set-aside (control events that fail) and parked (behind one)',
      labelNames: ['status', 'code'],
      registers,
    }),
    controlSetAside: new Gauge({
      name: 'crescendo_control_events_set_aside',
      help: 'Control events that fail, each the first of its customer: erasures that do not go on',
      labelNames: ['type', 'code'],
      registers,
    }),
    controlDead: new Gauge({
      name: 'crescendo_control_records_dead',
      help: 'Records of the control stream that nobody can handle: what one asked for is not done',
      labelNames: ['code'],
      registers,
    }),
    jobRowsFailing: new Gauge({
      name: 'crescendo_job_rows_failing',
      help: 'Rows that a job failed at last, and tries again later each time; the log names them',
      labelNames: ['job'],
      registers,
    }),
    outboxSent: new Counter({
      name: 'crescendo_outbox_sent_total',
      help: 'Events the relay brought to the broker',
      registers,
    }),
    outboxPending: new Gauge({
      name: 'crescendo_outbox_pending',
      help: 'Events not yet at the broker, as far as they are counted (1000)',
      registers,
    }),
    outboxAge: ageGauge({
      name: 'crescendo_outbox_age_seconds',
      help: 'Age of the oldest event not yet at the broker',
      labelNames: [],
      registers,
    }),
    effects: new Counter({
      name: 'crescendo_effects_total',
      help: 'Calls to the outside, by how they ended',
      labelNames: ['effect', 'outcome', 'code'],
      registers,
    }),
    effectsWaiting: new Gauge({
      name: 'crescendo_effects_waiting',
      help: 'Effects that are wanted and not over, as far as they are counted (1000)',
      registers,
    }),
    effectsAge: ageGauge({
      name: 'crescendo_effects_age_seconds',
      help: 'Age of the oldest effect that is wanted and not over',
      labelNames: [],
      registers,
    }),
    databaseSeconds: new Histogram({
      name: 'crescendo_database_ping_seconds',
      help: "Round trip to the service's database, looked at every two seconds",
      buckets: SECONDS,
      registers,
    }),
    keySeconds: new Histogram({
      name: 'crescendo_key_request_seconds',
      help: 'Time of a request to the key service, by how it ended: answered, refused, unavailable',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    }),
  };

  showLag(metrics.lag, registers);
  new Gauge({
    name: 'crescendo_build_info',
    help: 'Always 1; what was built, and what it runs on',
    labelNames: ['build', 'node'],
    registers,
  }).set({ build, node: process.version }, 1);
  return metrics;
}
