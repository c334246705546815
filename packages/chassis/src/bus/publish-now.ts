import type { Clear, DataOf, EventType } from '@crescendo/contracts';

/** Who has the event now. */
export type AcknowledgedBy = 'broker' | 'outbox';

/**
 * Publishes from the edge, where someone waits for an answer: seals, produces, and resolves once the broker has it. When
 * the broker has not within a second, or older events still wait in the outbox, the outbox takes it under the same id.
 * Throws a retriable Failure when neither could: then nothing is acknowledged.
 */
export type PublishNow = <E extends EventType>(
  type: E,
  event: {
    /** The same for each delivery of the same thing: consumers know a replay by it. */
    id: string;
    tenant: string;
    user?: string;
    /** The stream's key, where it is neither the tenant nor the user. */
    key?: string;
    time: Date;
    data: Clear<DataOf<E>>;
  },
) => Promise<AcknowledgedBy>;
