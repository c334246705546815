import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

/** What is measured in every service, in a registry of its own. Labels are names and codes, never ids. */
export function createMetrics(service: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
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
    lagMessages: new Gauge({
      name: 'crescendo_consumer_lag_messages',
      help: 'Records of a partition not yet handled',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lagSeconds: new Gauge({
      name: 'crescendo_consumer_lag_seconds',
      help: 'Age of the record handled last, when it was handled',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    outboxSent: new Counter({
      name: 'crescendo_outbox_sent_total',
      help: 'Events the relay brought to the broker',
      registers,
    }),
    outboxPending: new Gauge({ name: 'crescendo_outbox_pending', help: 'Events not yet at the broker', registers }),
    outboxAgeSeconds: new Gauge({
      name: 'crescendo_outbox_age_seconds',
      help: 'Age of the oldest event not yet at the broker',
      registers,
    }),
    effects: new Counter({
      name: 'crescendo_effects_total',
      help: 'Calls to the outside, by how they ended',
      labelNames: ['effect', 'outcome', 'code'],
      registers,
    }),
    edgeSeconds: new Histogram({
      name: 'crescendo_edge_acknowledge_seconds',
      help: 'Time until traffic at the edge is safe, by who has it',
      labelNames: ['by'],
      buckets: SECONDS,
      registers,
    }),
  };
}
