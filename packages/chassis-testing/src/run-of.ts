import { createEachRow } from '@crescendo/chassis/src/jobs/each-row.ts';
import type { Job } from '@crescendo/chassis/src/jobs/job.ts';
import type { ServiceContext } from '@crescendo/chassis/src/service-context.ts';

const never = new AbortController().signal;

/** The `eachRow` of a job, as in one process: failed rows wait by the service's clock. */
export const eachRowOf = (job: string, { clock, metrics, log }: ServiceContext) =>
  createEachRow({ job, clock, metrics, log, signal: never }).eachRow;

/** Returns a function that runs a job once per call. */
export function runOf(job: Job, service: ServiceContext): (now: Date) => ReturnType<Job['run']> {
  const eachRow = eachRowOf(job.name, service);
  return (now) => job.run({ now, service, signal: never, eachRow });
}
