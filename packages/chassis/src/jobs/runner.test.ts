import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../service-context.ts';
import type { Lease } from '../store/lease.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type Job, job } from './job.ts';
import { startJobs } from './runner.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-24T09:00:00Z') }));
afterEach(() => vi.useRealTimers());

/** Runs a job. `held` says whether this replica holds the lease. */
function running(run: Job['run'], held = () => true, each: Pick<Job, 'each'> = {}) {
  const log = createLog('test', 'silent');
  const metrics = createMetrics('billing');
  const context = { clock: { now: () => new Date() }, metrics, log } as ServiceContext; // all that these tests' jobs need
  const lease: Lease = { hold: async () => held(), left: () => 0, release: async () => {} };
  return {
    metrics,
    jobs: startJobs({ jobs: [job({ name: 'count', every: 1_000, run, ...each })], lease, context, log }),
  };
}

test('a job runs at once and then again and again, each time with the time it is for', async () => {
  const times: string[] = [];
  const { jobs } = running(async ({ now }) => void times.push(now.toISOString().slice(14, 19)));
  await vi.advanceTimersByTimeAsync(2_500);
  await jobs.stop();
  expect(times).toEqual(['00:00', '00:01', '00:02']);
});

test('while more is due it does not wait', async () => {
  let left = 5;
  const { jobs } = running(async () => {
    left--;
    return left > 0;
  });
  await vi.advanceTimersByTimeAsync(10);
  await jobs.stop();
  expect(left).toBe(0);
});

test('only the replica that holds the lease runs it', async () => {
  let held = false;
  let runs = 0;
  const { jobs } = running(
    async () => void runs++,
    () => held,
  );
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toBe(0);
  held = true;
  await vi.advanceTimersByTimeAsync(1_000);
  await jobs.stop();
  expect(runs).toBe(1);
});

test('a job of each replica runs where the lease is held by another', async () => {
  let runs = 0;
  const { jobs } = running(
    async () => void runs++,
    () => false,
    { each: 'replica' },
  );
  await vi.advanceTimersByTimeAsync(1_500);
  await jobs.stop();
  expect(runs).toBe(2);
});

test('a run that fails is counted and tried again', async () => {
  let runs = 0;
  const { jobs, metrics } = running(async () => {
    runs++;
    if (runs < 4) throw new Error('nobody foresaw this');
  });
  await vi.advanceTimersByTimeAsync(4_000);
  await jobs.stop();
  expect(runs).toBeGreaterThanOrEqual(4);
  expect(await metrics.registry.getSingleMetricAsString('crescendo_retries_total')).toMatch(/of="count".* 3$/m);
});

test('a stop is told to the run under way, waits for it, and begins no other', async () => {
  let runs = 0;
  const { jobs } = running(({ signal }) => {
    runs++;
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(true)));
  });
  await vi.advanceTimersByTimeAsync(10);
  await jobs.stop();
  expect(runs).toBe(1);
});
