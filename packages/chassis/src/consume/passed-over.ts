import kafkajs, { type Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import { moveOffset } from '../process/offsets.ts';
import type { PartitionTurns } from '../process/partition-turns.ts';
import type { Position } from '../process/position.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Assignment, Progress } from './assignment.ts';
import { createCatchUp } from './catch-up.ts';

// Node cannot import this name from the CommonJS module directly.
const { KafkaJSError } = kafkajs;

type Partition = Pick<Position, 'topic' | 'partition'>;

/**
 * Moves partition rows past records without a handler: after a delay, since one write for each such batch would be most
 * of a service's writes. A consumer that gets the partition before that passes over them again.
 */
export function followPassedOver(parts: {
  consumer: Pick<Consumer, 'commitOffsets'>;
  assignment: Pick<Assignment, 'progressOf' | 'placeAnew'>;
  turns: PartitionTurns;
  store: Store;
  log: Logger;
  signal: AbortSignal;
}) {
  const { consumer, assignment, turns, store, log, signal } = parts;
  const catchUp = createCatchUp((at) => turns(at, () => move(at)));

  /** Commits the offset to Kafka, for lag tools. Throws what kafkajs throws. */
  async function tellKafka(at: Partition, progress: Progress): Promise<void> {
    const { next } = progress.row;
    if (progress.told === next) return;
    await consumer.commitOffsets([{ ...at, offset: String(next) }]);
    progress.told = next;
  }

  /** Never rejects: nobody awaits it. */
  async function move(at: Partition): Promise<void> {
    const progress = assignment.progressOf(at);
    if (!progress) return;
    try {
      if (progress.row.next !== progress.next) {
        await moveOffset(store, { to: { ...at, offset: progress.next - 1 }, from: progress.row });
        progress.row.next = progress.next;
      }
      await tellKafka(at, progress);
    } catch (error) {
      if (signal.aborted || assignment.progressOf(at) !== progress) return;
      const { code, retry } = classify(error);
      if (code === 'stale-offset') return assignment.placeAnew(at);
      log[retry || error instanceof KafkaJSError ? 'debug' : 'error'](
        { err: error, ...at, code },
        'a row waits to move',
      );
      catchUp.soon(at);
    }
  }

  return { tellKafka, passedOver: catchUp.soon, flush: catchUp.flush };
}
