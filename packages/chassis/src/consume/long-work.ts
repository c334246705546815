import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { pause } from '../waiting/backoff.ts';
import type { Assignment } from './assignment.ts';

type Partition = { topic: string; partition: number };

/** How long other partitions may wait for a batch. */
const PATIENCE_MS = 5_000;

/**
 * kafkajs fetches nothing from a broker while a batch of it is under way. So a partition whose work takes long, as where it
 * waits for what is away, rests, and others go on: above all the control stream, for what it says may end that wait.
 */
export function createLongWork(parts: { assignment: Pick<Assignment, 'rest'>; log: Logger }) {
  const { assignment, log } = parts;
  const resting = new Set<Promise<void>>();
  return {
    /** Resolves when the work on a batch is over, or goes on without it. Throws what the work throws in time. */
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
    /** Resolves when none is under way. */
    async end(): Promise<void> {
      await Promise.all(resting);
    },
  };
}
