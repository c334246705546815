import kafkajs, { type Consumer } from 'kafkajs';
import type { Logger } from 'pino';
import { moveOffset } from '../process/offsets.ts';
import type { PartitionTurns } from '../process/partition-turns.ts';
import type { Position } from '../process/position.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Assignment, Progress } from './assignment.ts';
import { createCatchUp } from './catch-up.ts';

// Node does not see it among the names of that CommonJS module.
const { KafkaJSError } = kafkajs;

type Partition = Pick<Position, 'topic' | 'partition'>;

/**
 * Has the rows of partitions follow over records that nobody here handles: soon, not at once, since a write for each such
 * batch would be most of what a service writes. Whoever takes a partition meanwhile passes over them again.
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

  /** For lag tools. Throws what kafkajs does. */
  async function tellKafka(at: Partition, progress: Progress): Promise<void> {
    const { next } = progress.row;
    if (progress.told === next) return;
    await consumer.commitOffsets([{ ...at, offset: String(next) }]);
    progress.told = next;
  }

  /** Rejects with nothing: there is nobody to hear of it. */
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
