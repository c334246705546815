import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@crescendo/contracts';
import { answering } from '../stage/answering.ts';
import { erasing } from './erasing.ts';
import { openBenchService } from './open-bench-service.ts';

/** The request to the process that erases: all rows of a customer, with or without the promises. */
export type Erase = { erase: 'ours' | 'bare'; tenant: string };
/** Its seconds, deleted rows, and megabytes of memory. */
export type Erased = { seconds: number; rows: number; memory: { before: number; after: number; heapPeak: number } };

const SAMPLE_EVERY_MS = 20;
const mb = (bytes: number) => bytes / 1_048_576;

const service = await openBenchService();
const { ours, bare } = await erasing(service);

answering<Erase>(async ({ erase, tenant }): Promise<Erased> => {
  globalThis.gc?.();
  const before = mb(process.memoryUsage.rss());
  const watching = new AbortController();
  const heap = watchHeap(watching.signal);
  const started = performance.now();
  const rows = erase === 'ours' ? await ours({ tenant, erasure: newId('erasure') }) : await bare(tenant);
  const seconds = (performance.now() - started) / 1_000;
  watching.abort();
  return { seconds, rows, memory: { before, after: mb(process.memoryUsage.rss()), heapPeak: await heap } };
});

/** The peak size of the heap until `signal`, in megabytes. */
async function watchHeap(signal: AbortSignal): Promise<number> {
  let peak = 0;
  do peak = Math.max(peak, process.memoryUsage().heapUsed);
  while (await pause(SAMPLE_EVERY_MS, true, { signal }).catch(() => false));
  return mb(peak);
}
