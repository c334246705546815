import { transient } from '@crescendo/contracts';
import type { Logger } from 'pino';
import type { Readiness } from '../http/readiness.ts';
import type { Conclusion } from '../process/conclusion.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { pause } from '../waiting/backoff.ts';

/** The number of recent attempts to look at: the consumer pauses when more than half of them failed. */
const WINDOW = 20;
const FIRST_PROBE_MS = 5_000;
const LAST_PROBE_MS = 300_000;

/**
 * Stops a consumer from turning every event into a dead letter when the fault is not in the events. When most recent
 * attempts failed, it pauses, tries one event after a while, waits longer after each failure, and resumes after the
 * first success. So an unforeseen fault costs only a few events an hour, and they can be redriven.
 */
export type KillSwitch = {
  /** Runs an attempt: at once, or while paused as the next probe. Throws `stopping` when `signal` fires in a wait. */
  guard(signal: AbortSignal, attempt: () => Promise<Conclusion>): Promise<Conclusion>;
  /** Counts events that were handled in a chunk, outside `guard`. */
  saw(outcome: Conclusion['kind'], times: number): void;
  isPaused(): boolean;
};

const succeeded: Partial<Record<Conclusion['kind'], boolean>> = { done: true, skip: true, 'dead-letter': false };

export function createKillSwitch(
  { readiness, metrics, log }: { readiness: Readiness; metrics: Metrics; log: Logger },
  { firstProbeMs = FIRST_PROBE_MS } = {},
): KillSwitch {
  let recent: boolean[] = [];
  /** Milliseconds to the next probe; undefined while not paused. */
  let wait: number | undefined;
  let probing: Promise<void> = Promise.resolve();

  function resume(): void {
    wait = undefined;
    recent = [];
    metrics.consumerPaused.set(0);
    readiness.set('kill switch', undefined);
    log.warn('the consumer goes on: an attempt succeeded');
  }

  function saw(outcome: Conclusion['kind'], times = 1): void {
    const success = succeeded[outcome];
    if (success === undefined || times === 0) return;
    if (success && wait !== undefined) {
      resume();
      return;
    }
    for (let i = 0; i < Math.min(times, WINDOW); i++) recent.push(success);
    recent = recent.slice(-WINDOW);
    if (recent.filter((good) => !good).length <= WINDOW / 2) return;
    if (wait === undefined) {
      metrics.consumerPaused.set(1);
      readiness.set('kill switch', 'paused: most of what it tries fails');
      log.fatal({ window: WINDOW }, 'the consumer is paused: most of what it tries fails');
    }
    wait = wait === undefined ? firstProbeMs : Math.min(2 * wait, LAST_PROBE_MS);
  }

  async function guard(signal: AbortSignal, attempt: () => Promise<Conclusion>): Promise<Conclusion> {
    const before = probing;
    const mine = Promise.withResolvers<void>();
    if (wait !== undefined) {
      probing = mine.promise;
      await before;
    }
    try {
      if (wait !== undefined && !(await pause(wait, signal))) throw transient('stopping', 'The consumer is stopping.');
      const processed = await attempt();
      saw(processed.kind);
      return processed;
    } finally {
      mine.resolve();
    }
  }

  return { guard, saw, isPaused: () => wait !== undefined };
}
