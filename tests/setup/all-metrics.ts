import { z } from 'zod';
import { createMetrics } from '../../packages/chassis/src/telemetry/metrics.ts';
import { unreachableGauges } from '../../services/gateway/src/leaving/unreachable-gauges.ts';
import { doubtedRosters } from '../../services/ingestion/src/doubted-rosters-gauge.ts';
import { erasureGauges } from '../../services/purge/src/erasures/erasure-metrics.ts';
import { epochAge } from '../../services/purge/src/keys/epoch-age.ts';
import { keysReleased } from '../../services/purge/src/keys/key-release.ts';

const described = z.object({
  name: z.string(),
  help: z.string(),
  type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
  labelNames: z.array(z.string()),
});
export type MetricDescription = z.output<typeof described>;

/** Every metric of all services, including Node's own, and those that only one service has. */
export function allMetrics(): MetricDescription[] {
  const { registry } = createMetrics('gateway');
  const ofEach = registry.getMetricsAsArray().map((metric) => described.parse(metric));
  const gauges = [epochAge, ...erasureGauges, ...unreachableGauges, doubtedRosters].map((gauge) =>
    described.parse({ ...gauge, type: 'gauge' }),
  );
  return [...ofEach, described.parse({ ...keysReleased, type: 'counter' }), ...gauges];
}
