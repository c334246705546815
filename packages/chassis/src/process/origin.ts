import type { CausePosition } from '../outbox/outbox.ts';
import type { EventRecord } from '../wire/envelope.ts';
import type { Conclusion, Ending } from './conclusion.ts';

/**
 * Where an event waits to be handled: on a partition of the broker, or among the dead letters. All calls run in the
 * attempt's transaction.
 */
export type Origin = {
  topic: string;
  partition: number;
  /** Orders what the event causes. */
  position: CausePosition;
  /**
   * Takes the event, as part of the transaction. Resolves to its conclusion if it was handled before. Throws
   * `stale-offset` when another process took it.
   */
  take(event: EventRecord): Promise<Conclusion | undefined>;
  /** Whether the event must wait behind a dead letter of its key. */
  isBehindDeadLetter(event: EventRecord): Promise<boolean>;
  /** Stores how the event ended. */
  write(event: EventRecord, ending: Ending): Promise<void>;
};
