import type { ServiceContext } from '@crescendo/chassis';
import { Gauge } from 'prom-client';
import { type BurnDown, burnDowns } from './burn-down.ts';
import { hoursTo } from './burn-down-clock.ts';
import { paceOf } from './burn-down-pace.ts';
import { type Answered, answersOf, waitsOf } from './burn-down-waits.ts';
import { type Erasure, endStates, erasures } from './erasures.ts';

/** Erasures under way, as the database has them. */
type Known = { open: readonly Erasure[]; answers: readonly Answered[]; counted: readonly BurnDown[] };
type Value = { labels: Record<string, string>; value: number };

const MINUTE_MS = 60_000;

/** One value for each set of labels: what `better` makes of those that share them. */
function merged(values: readonly Value[], better: (a: number, b: number) => number): Value[] {
  const found = new Map<string, Value>();
  for (const { labels, value } of values) {
    const name = JSON.stringify(labels);
    const before = found.get(name);
    found.set(name, { labels, value: before ? better(before.value, value) : value });
  }
  return [...found.values()];
}
const sum = (a: number, b: number) => a + b;

/** The metrics of erasures: what each is called, and how it is read. */
export const erasureGauges = [
  {
    name: 'crescendo_erasures_open',
    help: 'Erasures under way, by whom they are for and how far they have come',
    labelNames: ['scope', 'state'],
    read: ({ open }: Known) =>
      merged(
        open.map(({ scope, state }) => ({ labels: { scope, state }, value: 1 })),
        sum,
      ),
  },
  {
    name: 'crescendo_erasure_hours_left',
    help: 'Hours to the deadline of the erasure that is nearest to it; below zero when it is past',
    labelNames: ['scope'],
    read: ({ open }: Known, now: Date) =>
      merged(
        open.map(({ scope, deadline }) => ({ labels: { scope }, value: hoursTo(deadline, now) })),
        Math.min,
      ),
  },
  {
    name: 'crescendo_erasure_waits_seconds',
    help: 'How long an erasure has waited for a participant to do its part of a step, the longest of all',
    labelNames: ['participant', 'step'],
    read: ({ open, answers }: Known, now: Date) =>
      merged(
        open
          .flatMap((erasure) => waitsOf(erasure, answers))
          .map(({ service, step, since }) => ({
            labels: { participant: service, step },
            value: Math.max(0, now.getTime() - since.getTime()) / 1000,
          })),
        Math.max,
      ),
  },
  {
    name: 'crescendo_erasure_rows_left',
    help: 'Rows that a participant has left of all erasures under way, as last counted',
    labelNames: ['participant'],
    read: ({ counted }: Known) =>
      merged(
        counted.map(({ service, samples }) => ({ labels: { participant: service }, value: samples.at(-1)?.left ?? 0 })),
        sum,
      ),
  },
  {
    name: 'crescendo_erasure_estimate_seconds',
    help: 'How long a participant takes for its rows at the rate of the last minute; absent while nothing moves',
    labelNames: ['participant'],
    read: ({ counted }: Known, now: Date) =>
      merged(
        counted.flatMap(({ service, samples }) => {
          const { secondsLeft } = paceOf(samples.filter(({ at }) => now.getTime() - at.getTime() < MINUTE_MS));
          return secondsLeft === undefined ? [] : [{ labels: { participant: service }, value: secondsLeft }];
        }),
        Math.max,
      ),
  },
] as const;

type Service = Pick<ServiceContext, 'model' | 'clock' | 'log' | 'metrics'>;

async function look(service: Service): Promise<Known> {
  const state = { $nin: [...endStates] };
  const open = await service.model(erasures).find({ state }).lean<Erasure[]>();
  if (open.length === 0) return { open, answers: [], counted: [] };
  const erasure = { $in: open.map(({ _id }) => _id) };
  const [answers, counted] = await Promise.all([
    answersOf(service, open),
    service.model(burnDowns).find({ erasure }).lean<BurnDown[]>(),
  ]);
  return { open, answers, counted };
}

const PATIENCE_MS = 1_000;

/**
 * Shows the metrics of erasures. Every replica reads them from the database when it is asked: the same numbers, to be read
 * with `max` or `min`. Where that does not answer they are what was known, and the clocks in them go on.
 */
export function showErasures(service: Service): void {
  const { registry } = service.metrics;
  if (registry.getSingleMetric(erasureGauges[0].name)) return; // shown before
  let known: Known = { open: [], answers: [], counted: [] };
  let looking: Promise<void> | undefined;

  /** One look serves all gauges that are asked at once. */
  async function refresh(): Promise<void> {
    looking ??= look(service)
      .then((found) => {
        known = found;
      })
      .catch((error: unknown) => service.log.debug({ err: error }, 'erasures could not be counted'))
      .finally(() => {
        looking = undefined;
      });
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const callOff = service.clock.after(PATIENCE_MS, resolve);
    await Promise.race([looking, late]).finally(callOff);
  }

  for (const { name, help, labelNames, read } of erasureGauges) {
    const gauge = new Gauge({
      ...{ name, help, labelNames: [...labelNames], registers: [registry] },
      async collect() {
        await refresh();
        gauge.reset();
        for (const { labels, value } of read(known, service.clock.now())) gauge.set(labels, value);
      },
    });
  }
}
