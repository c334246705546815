import type { EventType } from '@crescendo/contracts';
import type { BatchHandler, EventOf } from './on.ts';
import type { BatchTx } from './tx.ts';

/**
 * Declares what a service does with many events at once. `handle` gets up to 500 new events of the named types, of any
 * customers, in partition order, and runs in one transaction with the partition's offset. It should fold them first and
 * write little. If it throws, the same events come again one by one, so one bad event does not stop the others: the
 * result must not depend on where a chunk ends. Sealed fields stay sealed.
 */
export function onBatch<const E extends EventType, P extends EventType = never>(
  types: readonly E[],
  handler: { publishes?: readonly P[]; handle(events: readonly EventOf<E>[], tx: BatchTx<P>): Promise<void> },
): BatchHandler {
  return {
    kind: 'batch',
    types,
    opens: [],
    publishes: handler.publishes ?? [],
    // The chassis delivers only events of `types`, and a tx that refuses other publishes.
    handle: (events, tx) => handler.handle(events as readonly EventOf<E>[], tx as BatchTx<P>),
  };
}
