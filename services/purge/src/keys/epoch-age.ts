import type { ServiceContext } from '@crescendo/chassis';
import { Gauge } from 'prom-client';
import type { EpochKeys } from './epochs.ts';

/** The metric of this service alone. */
export const epochAge = {
  name: 'crescendo_oldest_epoch_seconds',
  help: 'How long ago the oldest epoch began whose key still exists: so old may a backup be that opens what was erased since',
  labelNames: [],
} as const;

/** Shows the metric, read when it is asked for. Unknown while the database is away, which is told elsewhere. */
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
