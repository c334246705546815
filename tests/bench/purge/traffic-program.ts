import { setTimeout as pause } from 'node:timers/promises';
import { assignments } from '../../../services/personalization/src/assignments.ts';
import { learners } from '../../../services/personalization/src/learners.ts';
import { answering } from '../stage/answering.ts';
import { openBenchService } from './open-bench-service.ts';

/**
 * The requests to the process that works for the other customer: to begin, and to report its results since the last
 * report.
 */
export type TrafficQuestion = { begin: { tenant: string; perSecond: number } } | { seen: true };
/** Milliseconds from each one's due time to its answer. */
export type Latencies = { reads: number[]; units: number[] };

const { store, context } = await openBenchService();
let seen: Latencies = { reads: [], units: [] };

/** The maximum in progress, like a service's partitions and requests: further due ones wait for their turn. */
const AT_ONCE = 8;

/** Runs reads and units of work in turn, forever, each when it is due. */
async function work(tenant: string, perSecond: number): Promise<void> {
  const rows = await store.model(assignments).find({ tenant }, { user: 1 }).limit(5_000).lean();
  const started = performance.now();
  let next = 0;
  async function oneAfterAnother(): Promise<never> {
    for (;;) {
      const at = next++;
      const due = started + (at / perSecond) * 1_000;
      await pause(Math.max(0, due - performance.now()));
      const row = rows[at % rows.length];
      if (!row) throw new Error('the other customer has no rows');
      const kind = at % 2 === 0 ? 'reads' : 'units';
      await (kind === 'reads' ? read(row._id) : write(tenant, row));
      seen[kind].push(performance.now() - due);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));
}

const read = (assignment: string) => store.model(assignments).findById(assignment).lean();

const write = (tenant: string, { _id, user }: { _id: string; user: string }) =>
  context.transact({ tenant, user }, async (tx) => {
    await tx.model(assignments).findById(_id).lean();
    await tx.model(learners).updateOne({ _id: user }, { $inc: { assigned: 1 } });
  });

answering<TrafficQuestion>(async (question) => {
  if ('begin' in question) void work(question.begin.tenant, question.begin.perSecond); // a failure ends the process
  const found = seen;
  seen = { reads: [], units: [] };
  return found;
});
