import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { pause } from '../waiting/backoff.ts';
import type { Assignment } from './assignment.ts';

type Partition = { topic: string; partition: number };

/** How long a batch may block the other partitions. */
const PATIENCE_MS = 5_000;

/**
 * kafkajs fetches nothing from a broker while one of its batches is being handled. So a partition whose work takes long
 * (it waits for a database, say) is paused, and the others go on: above all the control stream, whose events may end
 * that wait.
 */
export function createLongWork(parts: { assignment: Pick<Assignment, 'rest'>; log: Logger }) {
  const { assignment, log } = parts;
  const resting = new Set<Promise<void>>();
  return {
    /**
     * Resolves when the work on a batch ends, or when it takes too long and continues in the background. Throws what
     * the work throws before that.
     */
    async take(at: Partition, work: () => Promise<void>): Promise<void> {
      const working = work();
      if (isControlTopic(at.topic)) return await working;
      const waited = new AbortController();
      const patience = pause(PATIENCE_MS, waited.signal).then(() => 'long' as const);
      try {
        if ((await Promise.race([working, patience])) !== 'long') return;
      } finally {
        waited.abort();
      }
      const ended = working.catch((error) => log.debug({ err: error, ...at }, 'long work on a partition failed'));
      const rested = assignment.rest(at, ended).finally(() => resting.delete(rested));
      resting.add(rested);
    },
    /** Resolves when no background work is left. */
    async end(): Promise<void> {
      await Promise.all(resting);
    },
  };
}
