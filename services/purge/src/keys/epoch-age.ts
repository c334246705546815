import type { ServiceContext } from '@crescendo/chassis';
import { Gauge } from 'prom-client';
import type { EpochKeys } from './epochs.ts';

/** The epoch's metric; only this service has it. */
export const epochAge = {
  name: 'crescendo_oldest_epoch_seconds',
  help: 'How long ago the oldest epoch began whose key still exists: so old may a backup be that opens what was erased since',
  labelNames: [],
} as const;

/** Exposes the metric, read on each scrape. It is absent while the database is away; other metrics report that. */
export function showEpochAge(service: ServiceContext, epochs: EpochKeys): void {
  const { registry } = service.metrics;
  if (registry.getSingleMetric(epochAge.name)) return;
  const gauge = new Gauge({
    ...epochAge,
    registers: [],
    async collect() {
      this.reset();
      const oldest = await epochs.oldest(service).catch(() => undefined);
      if (oldest) this.set((service.clock.now().getTime() - oldest.getTime()) / 1000);
    },
  });
  registry.registerMetric(gauge);
}
