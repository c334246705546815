import type { Logger } from 'pino';
import type { ServiceContext } from '../service-context.ts';
import { classify } from '../store/classify.ts';
import type { Lease } from '../store/lease.ts';
import { inSpanOfWork } from '../telemetry/tracing.ts';
import { backoff } from '../waiting/backoff.ts';
import { createEachRow } from './each-row.ts';
import type { Job } from './job.ts';
import { waitByClock } from './wait-by-clock.ts';

export type JobRunner = { stop(): Promise<void> };

/**
 * Runs each job by the clock, on the replica that holds the lease or, if the job says so, on every replica. A failed
 * run is retried after longer and longer waits.
 */
export function startJobs(parts: {
  jobs: readonly Job[];
  lease: Lease;
  context: ServiceContext;
  log: Logger;
}): JobRunner {
  const { lease, context, log } = parts;
  const stopping = new AbortController();

  async function repeat(job: Job): Promise<void> {
    const { clock, metrics } = context;
    const rows = createEachRow({ job: job.name, clock, metrics, log, signal: stopping.signal });
    let failures = 0;
    while (!stopping.signal.aborted) {
      let more = false;
      try {
        if (job.each === 'replica' || (await lease.hold())) {
          const now = clock.now();
          const { eachRow } = rows;
          const run = () => job.run({ now, service: context, signal: stopping.signal, eachRow });
          more = (await inSpanOfWork(`job ${job.name}`, run)) === true;
        } else rows.forget();
        failures = 0;
      } catch (error) {
        failures++;
        metrics.retries.inc({ of: job.name, code: 'job-failed' });
        const trouble = classify(error).retry ? 'warn' : 'error';
        log[failures === 3 ? trouble : 'info'](
          { err: error, job: job.name, failures },
          'a job failed; it will run again',
        );
      }
      const wait = failures > 0 ? backoff(failures, Math.max(job.every, 1_000)) : more ? 0 : job.every;
      if (wait > 0) await waitByClock(clock, wait, stopping.signal);
    }
  }
  const running = parts.jobs.map(repeat);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
