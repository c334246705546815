import type { CausePosition } from '../outbox/outbox.ts';
import type { EventRecord } from '../wire/envelope.ts';
import type { Conclusion, Ending } from './conclusion.ts';

/**
 * Where an event waits to be handled: on a partition of the broker, or among the dead letters. Each call runs in the
 * transaction of the attempt.
 */
export type Origin = {
  topic: string;
  partition: number;
  /** Orders what the event causes. */
  position: CausePosition;
  /**
   * Takes the event off, with whatever else the transaction does. Resolves to its conclusion when it was handled before.
   * Throws `stale-offset` when another process took it.
   */
  take(event: EventRecord): Promise<Conclusion | undefined>;
  /** Whether it has to wait behind a dead letter of its key. */
  isBehindDeadLetter(event: EventRecord): Promise<boolean>;
  /** Writes down how the event ended. */
  write(event: EventRecord, ending: Ending): Promise<void>;
};
