import { expect, test } from 'vitest';
import { readiness as createReadiness } from '../http/readiness.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { showState } from './show-state.ts';

test('what a service waits for, and whether it holds its lease, is true whenever it is asked', async () => {
  const metrics = createMetrics('billing');
  const readiness = createReadiness();
  let left = 5_000;
  const lease = { left: () => left, hold: async () => left > 0, release: async () => {} };
  showState(metrics, { readiness, lease });
  const shown = async () =>
    (await metrics.registry.metrics())
      .split('\n')
      .filter((line) => /^crescendo_(ready|not_ready|lease_held)/.test(line))
      .map((line) => line.replace(',service="billing"', '').replace('{service="billing"}', ''));

  expect(await shown()).toEqual(['crescendo_ready 1', 'crescendo_lease_held 1']);
  readiness.set('database', 'does not answer');
  readiness.set('consumer', 'joining');
  left = -1;
  expect(await shown()).toEqual([
    'crescendo_ready 0',
    'crescendo_not_ready{what="database"} 1',
    'crescendo_not_ready{what="consumer"} 1',
    'crescendo_lease_held 0',
  ]);
  readiness.set('database', undefined);
  expect(await shown()).toContain('crescendo_not_ready{what="consumer"} 1');
  expect(await shown()).not.toContain('crescendo_not_ready{what="database"} 1');
});
