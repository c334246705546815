import type { Readiness } from '../http/readiness.ts';
import type { Lease } from '../store/lease.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Shows what a service waits for, and whether this replica holds the lease. */
export function showState(metrics: Metrics, { readiness, lease }: { readiness: Readiness; lease: Lease }): void {
  const waitsFor = () => Object.keys(readiness.reasons());
  const flag = (value: boolean) => [{ labels: {}, value: value ? 1 : 0 }];
  metrics.ready.ask(() => flag(waitsFor().length === 0));
  metrics.notReady.ask(() => waitsFor().map((what) => ({ labels: { what }, value: 1 })));
  metrics.leaseHeld.ask(() => flag(lease.left() > 0));
}
