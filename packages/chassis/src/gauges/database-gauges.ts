import { Gauge } from 'prom-client';
import type { ServiceContext } from '../service-context.ts';

export type GaugeValue = { labels: Record<string, string>; value: number };

/** A gauge whose values are read from what a database is known to hold. */
export type DatabaseGauge<Known> = {
  name: string;
  help: string;
  labelNames: readonly string[];
  read(known: Known, now: Date): GaugeValue[];
};

const PATIENCE_MS = 1_000;

/** One value for each set of labels: what `better` makes of those that share them. */
export function mergedBy(values: readonly GaugeValue[], better: (a: number, b: number) => number): GaugeValue[] {
  const found = new Map<string, GaugeValue>();
  for (const { labels, value } of values) {
    const name = JSON.stringify(labels);
    const before = found.get(name);
    found.set(name, { labels, value: before ? better(before.value, value) : value });
  }
  return [...found.values()];
}

/**
 * Shows gauges that are read from the database. Every replica reads them when it is asked: the same numbers, to be read
 * with `max` or `min`. Where the database does not answer they are what was known, and the clocks in them go on.
 *
 * @param look reads what the gauges need, once for all that are asked at the same time
 */
export function showDatabaseGauges<Known>(
  service: Pick<ServiceContext, 'clock' | 'log' | 'metrics'>,
  { gauges, none, look }: { gauges: readonly DatabaseGauge<Known>[]; none: Known; look: () => Promise<Known> },
): void {
  const { registry } = service.metrics;
  if (gauges.some(({ name }) => registry.getSingleMetric(name))) return; // shown before
  let known = none;
  let looking: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    looking ??= look()
      .then((found) => {
        known = found;
      })
      .catch((error: unknown) => service.log.debug({ err: error }, 'gauges could not be read from the database'))
      .finally(() => {
        looking = undefined;
      });
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const callOff = service.clock.after(PATIENCE_MS, resolve);
    await Promise.race([looking, late]).finally(callOff);
  }

  for (const { name, help, labelNames, read } of gauges) {
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
