import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { isFenced } from '../fences/is-fenced.ts';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createFailingRows } from './failing-rows.ts';

/** The most rows that one call takes from a query. */
const PAGE = 100;
/** So many failures in a row are probably not the rows' own fault: the run ends, and the next starts after them. */
const MOST_IN_A_ROW = 5;

/** Either a query for due rows, longest due first, from which one page is taken, or an array of all due rows. */
type Due<Row> = { limit(most: number): PromiseLike<Row[]> } | readonly Row[];

/** How many rows were done; `more`: others may be due now. */
export type RowsDone = { done: number; more: boolean };

/**
 * Does a job's work row by row. A failing row is logged and waits, longer each time, while the others go on: it neither
 * ends the run nor takes up the page of due rows. A row of a fenced person or customer waits too, but is not reported.
 * Throws the last failure after five in a row.
 */
export type EachRow = <Row extends { _id: unknown }>(
  due: Due<Row>,
  work: (row: Row) => Promise<unknown>,
) => Promise<RowsDone>;

/**
 * Creates `eachRow` for the runs of a job. `forget`: drops the failing rows when another replica runs the job, which
 * finds out for itself.
 */
export function createEachRow(parts: {
  job: string;
  clock: Pick<Clock, 'now'>;
  metrics: Metrics;
  log: Logger;
  signal: AbortSignal;
}): { eachRow: EachRow; forget: () => void } {
  const { job, clock, metrics, log, signal } = parts;
  const failing = createFailingRows();
  const tell = () => metrics.jobRowsFailing.set({ job }, failing.countOurs());

  function noteFailure(id: string, error: unknown): { ours: boolean } {
    const ours = !isFenced(error);
    const failure = classify(error);
    const { code } = failure;
    const waitMs = failing.failed(id, { failure, now: clock.now().getTime(), ours });
    if (!ours) return { ours };
    metrics.retries.inc({ of: job, code });
    log[failure.retry ? 'warn' : 'error']({ err: error, job, row: id, code, waitMs }, 'a row fails; others go on');
    return { ours };
  }

  const idOf = ({ _id }: { _id: unknown }) => String(_id);

  /** Rows that failed before come last, so that no other row waits for them, however many they are. */
  async function find<Row extends { _id: unknown }>(due: Due<Row>) {
    const atMost = 'limit' in due ? PAGE : due.length;
    const wanted = atMost + failing.count();
    const found = 'limit' in due ? await due.limit(wanted) : due;
    if (found === due || found.length < wanted) failing.keepOnly(new Set(found.map(idOf)));
    const now = clock.now().getTime();
    const fresh = found.filter((row) => !failing.has(idOf(row)));
    const again = found.filter((row) => failing.has(idOf(row)) && !failing.waits(idOf(row), now));
    return { rows: [...fresh, ...again].slice(0, atMost), more: found !== due && fresh.length >= atMost };
  }

  return {
    async eachRow(due, work) {
      const { rows, more } = await find(due);
      let [done, inARow] = [0, 0];
      try {
        for (const row of rows) {
          if (signal.aborted) return { done, more: false };
          try {
            await work(row);
            failing.healed(idOf(row));
            [done, inARow] = [done + 1, 0];
          } catch (error) {
            if (signal.aborted) return { done, more: false };
            if (noteFailure(idOf(row), error).ours && ++inARow === MOST_IN_A_ROW) throw error;
          }
        }
      } finally {
        tell();
      }
      return { done, more };
    },
    forget() {
      failing.forget();
      tell();
    },
  };
}
