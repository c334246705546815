import { Gauge } from 'prom-client';
import type { ServiceContext } from '../service-context.ts';

export type GaugeValue = { labels: Record<string, string>; value: number };

/** A gauge whose values come from the known state of a database. */
export type DatabaseGauge<Known> = {
  name: string;
  help: string;
  labelNames: readonly string[];
  read(known: Known, now: Date): GaugeValue[];
};

const PATIENCE_MS = 1_000;

/** One value per set of labels: combines values with the same labels by `better`. */
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
 * Shows gauges that are read from the database. Every replica reads them at each scrape and shows the same numbers, so
 * query them with `max` or `min`. If the database does not answer, they show the last known state at the current time.
 *
 * @param look reads what the gauges need, once for all gauges of a scrape
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
